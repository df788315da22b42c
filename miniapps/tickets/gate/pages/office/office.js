// The box office: what people say of what they saw, and the complaints that wait for an answer.
const api = require('../../lib/api');
const { w, say, dayName } = require('../../lib/words');

Page({
  data: { w, complaints: [], ratings: null, busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.office });
  },
  onShow() {
    this.work(() => api.opinions());
  },
  show({ ratings, complaints }) {
    this.setData({
      ratings: ratings.map((one) => ({ ...one, words: say(w.starsOf, { stars: one.stars, n: one.count }) })),
      complaints: complaints.map((one) => ({
        ...one,
        head: say(w.complaint, { n: one.stars }),
        until: say(w.answerUntil, { day: dayName(one.answer_by.slice(0, 10)) }),
      })),
    });
  },
  async answer(event) {
    const { id } = event.currentTarget.dataset;
    const { confirm, content } = await wx.showModal({
      title: w.answerTitle,
      editable: true,
      placeholderText: w.answerHint,
      confirmText: w.send,
    });
    const text = (content || '').trim().slice(0, 500);
    if (confirm && text) await this.work(() => api.answer(id, text));
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      this.show(await action());
    } catch (problem) {
      if (problem.code === 'door_code_needed') wx.redirectTo({ url: '/pages/pair/pair' });
      else this.setData({ problem: problem.message || w.offline });
    }
    this.setData({ busy: false });
  },
});
