// Handing a parcel over: by whom it goes and under which number.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const CARRIERS = ['Harbour Post', 'Red Crane', 'Two Bridges Courier'];

page('send', {
  data: { carriers: CARRIERS, carrier: wx.getStorageSync('carrier') || CARRIERS[0], tracking: '', problem: '', busy: false },
  onLoad({ number }) {
    this.number = number;
  },
  choose(event) {
    this.setData({ carrier: event.currentTarget.dataset.carrier });
  },
  again() {
    this.setData({ problem: '' });
  },
  type(event) {
    this.setData({ tracking: event.detail.value });
  },
  async scan() {
    try {
      const { result } = await wx.scanCode({});
      this.setData({ tracking: result.slice(0, 40) });
    } catch {
      // closed without a code
    }
  },
  async submit() {
    const { carrier, tracking, busy } = this.data;
    if (busy) return;
    if (!tracking.trim()) return this.setData({ problem: t.problems.tracking_missing });
    this.setData({ busy: true, problem: '' });
    try {
      await api.step(this.number, { to: 'sent', carrier, tracking: tracking.trim() });
      wx.setStorageSync('carrier', carrier);
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
    }
  },
});
