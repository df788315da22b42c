// The desk: the purse, money added to it, and every gift with how far it is.
const api = require('../../lib/api');
const { fenOf, shown } = require('../../lib/money');
const { w, say, moment } = require('../../lib/words');

const CHIPS = { OPEN: 'good', FUNDING: '', ENDING: 'calm', ENDED: 'calm' };
const LOOK_MS = 4000;

const lineOf = (one) => ({
  ...one,
  // Over because everybody had one, or because its time was.
  words: one.state === 'ENDED' && one.taken === one.shares ? w.usedUp : w['state_' + one.state],
  chip: CHIPS[one.state],
  isOpen: one.state === 'OPEN',
  opened: say(w.opened, { taken: one.taken, shares: one.shares }),
  claimed: say(w.claimed, { amount: shown(one.claimed_fen), total: shown(one.total_fen) }),
  newcomers: one.newcomers ? say(w.newcomers, { number: one.newcomers }) : '',
  until: one.state === 'OPEN' ? say(w.until, { moment: moment(one.expires_at) }) : '',
  returned: one.returned_fen ? say(w.returned, { amount: shown(one.returned_fen) }) : '',
  filled: Math.round((one.taken * 100) / one.shares),
});

Page({
  data: { w, purse: '', gifts: null, amount: '', busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.desk });
  },
  onShow() {
    this.load();
    this.timer = setInterval(() => this.load(), LOOK_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  async load() {
    try {
      const { purse_fen: purse, gifts } = await api.overview();
      this.setData({ purse: shown(Math.max(0, purse)), gifts: gifts.map(lineOf), problem: '' });
    } catch (problem) {
      if (problem.code === 'desk_code_needed') wx.redirectTo({ url: '/pages/pair/pair' });
      else this.setData({ problem: problem.message || w.wrong });
    }
  },
  type(event) {
    this.setData({ amount: event.detail.value });
  },
  async add() {
    const fen = fenOf(this.data.amount);
    if (!fen || this.data.busy) return;
    this.setData({ busy: true });
    try {
      const { number, payment } = await api.addMoney(fen);
      await wx.requestPayment(payment);
      // Whatever the sheet said, the host is asked.
      const { state } = await api.payment(number);
      if (state === 'SUCCESS') wx.showToast({ title: w.added, icon: 'success' });
      this.setData({ amount: '' });
    } catch (left) {
      if (!/cancel/.test(left.errMsg || '')) this.setData({ problem: left.message || w.wrong });
    }
    this.setData({ busy: false });
    this.load();
  },
  make() {
    wx.navigateTo({ url: '/pages/make/make' });
  },
  async copy(event) {
    await wx.setClipboardData({ data: event.currentTarget.dataset.link });
    wx.showToast({ title: w.linkCopied, icon: 'none' });
  },
  async end(event) {
    const { id } = event.currentTarget.dataset;
    const { confirm } = await wx.showModal({ title: w.endTitle, content: w.endText, confirmText: w.end, cancelText: w.keep });
    if (!confirm) return;
    try {
      await api.end(id);
    } catch (problem) {
      this.setData({ problem: problem.message || w.wrong });
    }
    this.load();
  },
});
