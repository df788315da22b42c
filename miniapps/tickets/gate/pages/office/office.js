// The box office: what takes place on a day, how full it is, and calling it off; what people say of what they saw, and the
// complaints that wait for an answer.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const { w, say, dayName, addDays, today } = require('../../lib/words');

Page({
  data: { w, day: today(), dayWords: '', showings: null, complaints: [], ratings: null, busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.office });
  },
  onShow() {
    return this.load();
  },
  async load() {
    await this.goTo(this.data.day);
    await this.work(async () => this.show(await api.opinions()));
  },
  before() {
    this.goTo(addDays(this.data.day, -1));
  },
  after() {
    this.goTo(addDays(this.data.day, 1));
  },
  // The last day asked for wins, however the answers arrive.
  async goTo(day) {
    this.setData({ day, dayWords: dayName(day, { near: true }), showings: null, problem: '' });
    try {
      const found = await api.showings(day);
      if (day === this.data.day) this.list(found);
    } catch (problem) {
      this.refuse(problem);
    }
  },
  refuse(problem) {
    if (problem.code === 'door_code_needed') wx.redirectTo({ url: '/pages/pair/pair' });
    else this.setData({ problem: problem.message || w.offline });
  },
  list({ showings }) {
    this.setData({ showings: showings.map((one) => ({ ...one, words: say(w.soldInside, one) })) });
  },
  async callOff(event) {
    const { id, sold } = event.currentTarget.dataset;
    const { confirm } = await wx.showModal({
      title: w.callOffAsk,
      content: say(w.callOffText, { n: sold }),
      confirmText: w.callOff,
      cancelText: w.keepIt,
    });
    if (confirm) await this.work(async () => this.list(await api.callOff(id)));
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
    const question = { title: w.answerTitle, placeholderText: w.answerHint, confirmText: w.send };
    await ask(`opinion ${id}`, question, (text) => !text || this.work(async () => this.show(await api.answer(id, text.slice(0, 500)))));
  },
  async work(action) {
    if (this.data.busy) return false;
    this.setData({ busy: true, problem: '' });
    let done = true;
    try {
      await action();
    } catch (problem) {
      this.refuse(problem);
      done = false;
    }
    this.setData({ busy: false });
    return done;
  },
});
