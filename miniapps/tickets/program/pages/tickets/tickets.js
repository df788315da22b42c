// All of a person's bookings: what is coming up, then the rest. Without network, those kept on this phone.
const api = require('../../lib/api');
const kept = require('../../lib/kept');
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
    let problem = '';
    let bookings;
    try {
      ({ bookings } = await api.bookings());
    } catch (refusal) {
      bookings = kept.all();
      problem = bookings.length ? w.keptOffline : refusal.message;
    }
    const open = (one) => (one.state === 'paid' && !one.over) || one.state === 'awaiting_payment';
    const all = bookings.map(shown);
    const groups = [
      { title: w.upcoming, bookings: all.filter(open).sort((a, b) => (a.day + a.time < b.day + b.time ? -1 : 1)) },
      { title: w.earlier, bookings: all.filter((one) => !open(one)) },
    ].filter((group) => group.bookings.length);
    this.setData({ groups, problem });
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
