// One concert or fair: its days, its tickets, how many.
const api = require('../../lib/api');
const { w, dayName, say } = require('../../lib/words');

Page({
  data: { w, event: null, days: [], day: '', session: null, tiers: [], tier: '', quantity: 1, most: 8, total: 0, problem: '' },
  onLoad({ id }) {
    this.id = id;
    this.load();
  },
  async load() {
    try {
      const event = await api.event(this.id);
      wx.setNavigationBarTitle({ title: event.title });
      this.setData({ event, days: event.sessions.map((one) => one.day), long: say(w.hoursLong, { n: event.hours }), problem: '' });
      const { days, day } = this.data;
      this.show(days.includes(day) ? day : days[0]);
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  chooseDay(event) {
    this.show(event.detail.day);
  },
  show(day) {
    const { event } = this.data;
    const session = event.sessions.find((one) => one.day === day);
    const tiers = event.tiers.map((one) => {
      const left = session.left[one.id];
      return { ...one, left, words: left ? say(w.left, { n: left }) : w.soldOut };
    });
    this.setData({ day, session, tiers, when: `${dayName(day, { near: true })}, ${session.time}` });
    const open = tiers.find((one) => one.id === this.data.tier && one.left) || tiers.find((one) => one.left);
    this.pick(open ? open.id : '');
  },
  chooseTier(event) {
    this.pick(event.currentTarget.dataset.id);
  },
  pick(id) {
    const tier = this.data.tiers.find((one) => one.id === id);
    const most = tier ? Math.min(8, tier.left) : 1;
    const quantity = Math.min(this.data.quantity, Math.max(1, most));
    this.setData({ tier: tier && tier.left ? id : '', most, quantity, total: tier ? tier.price_fen * quantity : 0 });
  },
  count(event) {
    this.setData({ quantity: event.detail.value });
    this.pick(this.data.tier);
  },
  go() {
    const { session, tier, quantity } = this.data;
    getApp().globalData.draft = { choice: { kind: 'event', offer_id: session.id, tier, quantity }, bookingId: '' };
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
