// A day, its cover and greeting, how much and for how many. The host's own sheet does the rest: it asks which chat, shows
// everything again, and takes the PIN. What was begun is kept, so that nothing is lost without network.
const { festivals } = require('../../lib/festivals');
const { fenOf, shown } = require('../../lib/money');
const { w, say } = require('../../lib/words');

const SHARES_MAX = 100;
const DRAFT = 'draft';
const FRESH = { day: '', greeting: '', kind: 'lucky', amount: '', shares: 5 };

Page({
  data: { w, days: [], chosen: null, greeting: '', kind: 'lucky', amount: '', shares: 5, total: 0, totalWords: '', problem: '', refused: '', busy: false },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.give });
    const draft = { ...FRESH, ...(wx.getStorageSync(DRAFT) || {}) };
    const days = festivals(new Date());
    const chosen = days.find((one) => one.id === draft.day) || days[0];
    this.setData({ ...draft, days, chosen, greeting: draft.greeting || chosen.greetings[0] });
    this.count();
  },
  pick(event) {
    const chosen = this.data.days.find((one) => one.id === event.currentTarget.dataset.id);
    this.change({ chosen, greeting: chosen.greetings[0] });
  },
  suggest(event) {
    this.change({ greeting: event.currentTarget.dataset.text });
  },
  type(event) {
    this.change({ greeting: event.detail.value });
  },
  divide(event) {
    this.change({ kind: event.currentTarget.dataset.kind });
  },
  price(event) {
    this.change({ amount: event.detail.value });
  },
  fewer() {
    this.change({ shares: Math.max(1, this.data.shares - 1) });
  },
  more() {
    this.change({ shares: Math.min(SHARES_MAX, this.data.shares + 1) });
  },
  change(next) {
    this.setData(next);
    this.count();
    const { chosen, greeting, kind, amount, shares } = this.data;
    wx.setStorage({ key: DRAFT, data: { day: chosen.id, greeting, kind, amount, shares }, fail() {} });
  },
  count() {
    const { amount, kind, shares } = this.data;
    const total = fenOf(amount) * (kind === 'equal' ? shares : 1);
    const small = total > 0 && total < shares;
    const totalWords = total ? say(w.inAll, { amount: shown(total) }) : '';
    this.setData({ total, totalWords, problem: small ? w.atLeast : '' });
  },
  again() {
    this.setData({ refused: '' });
  },
  async send() {
    const { chosen, greeting, kind, shares, total, busy, problem } = this.data;
    if (busy || problem) return;
    this.setData({ busy: true, refused: '' });
    try {
      await wx.sendEnvelope({ cover: chosen.cover, greeting, kind, shares, total });
      wx.removeStorageSync(DRAFT);
      this.setData({ amount: '' });
      this.count();
      wx.showToast({ title: w.sent, icon: 'success' });
    } catch (left) {
      // Cancelled: nothing was sent, and nothing is wrong.
      if (!/cancel/.test(left.errMsg)) this.setData({ refused: /network/.test(left.errMsg) ? w.noNetwork : w.wrong });
    }
    this.setData({ busy: false });
  },
});
