// What passengers left in this car: found, and where they can have it back, or not found. Either answers their question.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, lost: null, busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: words.lost_title });
  },
  onShow() {
    this.work(() => api.lost());
  },
  async found(event) {
    const { confirm, content } = await wx.showModal({
      title: words.found_ask,
      editable: true,
      placeholderText: words.found_hint,
      confirmText: words.send,
    });
    const where = (content || '').trim().slice(0, 200);
    if (confirm && where) await this.answer(event, where);
  },
  async notFound(event) {
    await this.answer(event, '');
  },
  answer(event, found) {
    return this.work(() => api.answerLost(event.currentTarget.dataset.id, found));
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      const { lost } = await action();
      this.setData({ lost });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
});
