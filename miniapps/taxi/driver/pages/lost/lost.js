// What passengers left in this car: found, and where they can have it back, or not found. Either answers their question.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const { words } = require('../../lib/words');

Page({
  data: { t: words, lost: null, busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: words.lost_title });
  },
  onShow() {
    this.load();
  },
  load() {
    return this.work(() => api.lost());
  },
  async found(event) {
    const question = { title: words.found_ask, placeholderText: words.found_hint, confirmText: words.send };
    await ask(`lost ${event.currentTarget.dataset.id}`, question, (where) => !where || this.answer(event, where.slice(0, 200)));
  },
  async notFound(event) {
    await this.answer(event, '');
  },
  answer(event, found) {
    return this.work(() => api.answerLost(event.currentTarget.dataset.id, found));
  },
  async work(action) {
    if (this.data.busy) return false;
    this.setData({ busy: true, problem: '' });
    try {
      const { lost } = await action();
      this.setData({ lost });
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
      return false;
    }
    this.setData({ busy: false });
    return true;
  },
});
