// All of a person's bookings: what is coming up, then the rest.
const api = require('../../lib/api');
const { w, dayName } = require('../../lib/words');

const CHIPS = { paid: 'good', awaiting_payment: 'warm', refunding: 'warm' };

function shown(one) {
  const state = one.state === 'paid' && one.over ? 'over' : one.state;
  return { ...one, when: `${dayName(one.day, { near: true })}, ${one.time}`, words: w[state], chip: CHIPS[state] || 'calm' };
}

Page({
  data: { w, groups: null, problem: '' },
  onShow() {
    wx.setNavigationBarTitle({ title: w.myTickets });
    this.load();
  },
  async load() {
    try {
      this.show((await api.bookings()).bookings);
      this.setData({ problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  show(bookings) {
    const open = (one) => (one.state === 'paid' && !one.over) || one.state === 'awaiting_payment';
    const all = bookings.map(shown);
    const groups = [
      { title: w.upcoming, bookings: all.filter(open).sort((a, b) => (a.day + a.time < b.day + b.time ? -1 : 1)) },
      { title: w.earlier, bookings: all.filter((one) => !open(one)) },
    ].filter((group) => group.bookings.length);
    this.setData({ groups });
  },
  open(event) {
    wx.navigateTo({ url: `/pages/ticket/ticket?id=${event.currentTarget.dataset.id}` });
  },
  browse() {
    wx.switchTab({ url: '/pages/films/films' });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
