// Something stayed in the car: what it is, and until when we answer.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, text: '', busy: false, sent: null, problem: '' },
  onLoad({ number }) {
    this.number = number;
    wx.setNavigationBarTitle({ title: words.lost_property });
  },
  type(event) {
    this.setData({ text: event.detail.value });
  },
  async send() {
    const text = this.data.text.trim();
    if (text.length < 3 || this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      const { cases } = await api.lost(this.number, text);
      this.setData({ sent: cases.filter(({ kind }) => kind === 'lost_property').pop() });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
  receipt() {
    wx.redirectTo({ url: `/pages/receipt/receipt?number=${this.number}` });
  },
});
