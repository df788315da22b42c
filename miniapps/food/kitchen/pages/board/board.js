// The pass: what is new, what is being cooked, what waits for the courier; the kitchen's own switch; complaints.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const page = require('../../lib/page');
const poll = require('../../lib/poll');
const seen = require('../../lib/seen');
const { t, fill } = require('../../lib/words');

const EVERY_MS = 3000;
// The sentences of `reasons` by the names that everybody's program says in its own language.
const REASONS = ['ran_out', 'too_much', 'trouble', 'too_far'];
const COLUMNS = { fresh: ['paid'], work: ['confirmed', 'cooking'], out: ['ready', 'on_the_way'] };

page('tabOrders', {
  data: { board: null, column: 'fresh', tickets: [], counts: {}, columns: Object.keys(COLUMNS), problem: '', busy: false },
  onShow() {
    poll.start(this, () => this.load(), EVERY_MS);
  },
  onHide() {
    poll.stop(this);
  },
  onUnload() {
    poll.stop(this);
  },
  async load() {
    try {
      this.show(await api.board());
    } catch (problem) {
      if (problem.code === 'no_workplace') poll.stop(this);
      else this.setData({ problem: problem.message });
    }
  },
  show(board) {
    const known = this.data.board;
    const isNew = (one) => one.state === 'paid' && !known.tickets.some((old) => old.number === one.number);
    if (known && board.tickets.some(isNew)) wx.vibrateLong({ fail() {} });
    const counts = {};
    for (const name of Object.keys(COLUMNS)) counts[name] = board.tickets.filter((one) => COLUMNS[name].includes(one.state)).length;
    wx.setNavigationBarTitle({ title: board.restaurant });
    // A refusal stays to be read while only what is from before is shown.
    this.setData({ board, counts, problem: seen.isOld() ? this.data.problem : '' });
    this.pick(this.data.column);
  },
  pick(column) {
    const { tickets } = this.data.board;
    this.setData({ column, tickets: tickets.filter((one) => COLUMNS[column].includes(one.state)) });
  },
  choose(event) {
    this.pick(event.currentTarget.dataset.column);
  },
  opening(event) {
    this.work(() => api.opening(event.detail.value));
  },
  accept(event) {
    const { number, minutes } = event.currentTarget.dataset;
    this.work(() => api.accept(number, minutes));
  },
  refuse(event) {
    const { number } = event.currentTarget.dataset;
    wx.showActionSheet({
      alertText: t.refuseText,
      itemList: t.reasons,
      success: ({ tapIndex }) => this.work(() => api.refuse(number, REASONS[tapIndex])),
      fail() {},
    });
  },
  step(event) {
    const { number, to } = event.currentTarget.dataset;
    this.work(() => api.step(number, to));
  },
  tick(event) {
    const { number, line, prepared } = event.currentTarget.dataset;
    this.work(() => api.tick(number, line, !prepared));
  },
  async drop(event) {
    const { number, line, name } = event.currentTarget.dataset;
    const { confirm } = await wx.showModal({ title: fill(t.dropTitle, name), content: t.dropText, confirmText: t.dropYes, cancelText: t.keep });
    if (confirm) this.work(() => api.drop(number, line));
  },
  async answer(event) {
    const { number } = event.currentTarget.dataset;
    const question = { title: t.answerTitle, placeholderText: t.answerHint, confirmText: t.send, cancelText: t.keep };
    await ask(`complaint ${number}`, question, (words) => !words || this.work(() => api.answer(number, words)));
  },
  elsewhere() {
    wx.navigateTo({ url: '/pages/choose/choose' });
  },
  async work(action) {
    if (this.data.busy) return false;
    this.setData({ busy: true });
    let done = false;
    try {
      this.show(await action());
      done = true;
    } catch (problem) {
      if (problem.code === 'offline') this.setData({ problem: problem.message });
      else wx.showToast({ title: problem.message, icon: 'none' });
      this.load();
    }
    this.setData({ busy: false });
    return done;
  },
});
