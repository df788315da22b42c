// Giving back: the rules, what they mean right now, and one button. The server refuses when the amount has changed.
const api = require('../../lib/api');
const { w, dayName } = require('../../lib/words');

Page({
  data: { w, booking: null, quote: null, problem: '', busy: false },
  onLoad({ id }) {
    this.id = id;
    wx.setNavigationBarTitle({ title: w.refundTitle });
    this.load();
  },
  async load() {
    try {
      const [booking, quote] = await Promise.all([api.booking(this.id), api.refundQuote(this.id)]);
      this.setData({ booking, quote, when: `${dayName(booking.day, { near: true })}, ${booking.time}`, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async submit() {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      await api.refund(this.id, this.data.quote.back_fen);
      wx.navigateBack();
    } catch (problem) {
      await this.load();
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
  keep() {
    wx.navigateBack();
  },
});
