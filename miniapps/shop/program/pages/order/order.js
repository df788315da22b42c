// One order: how it stands, what is in it, and what can still be done.
const api = require('../../lib/api');
const { pay } = require('../../lib/pay');

Page({
  data: { order: null, sellers: {}, problem: '', busy: false },
  onLoad({ number }) {
    this.number = number;
  },
  onShow() {
    this.load();
    this.timer = setInterval(() => this.tick(), 1000);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  tick() {
    const { order } = this.data;
    if (!order || order.state !== 'awaiting_payment') return;
    if (order.seconds_left > 1) this.setData({ 'order.seconds_left': order.seconds_left - 1 });
    else this.load();
  },
  async load() {
    try {
      const order = await api.showOrder(this.number);
      this.setData({ order, problem: '' });
      if (order.parts.length) this.setData({ sellers: (await api.home()).sellers });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async pay() {
    await this.work(async () => {
      const { payment } = await api.payment(this.number);
      await pay(this.number, payment);
    });
  },
  async cancel() {
    const paid = this.data.order.state === 'paid';
    const { confirm } = await wx.showModal({
      title: paid ? 'Send it back?' : 'Cancel the order?',
      content: paid ? 'You get the whole amount back into your wallet.' : 'The things go back on the shelf.',
      confirmText: paid ? 'Refund' : 'Cancel it',
      cancelText: 'Keep it',
    });
    if (confirm) await this.work(() => api.cancel(this.number));
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      await action();
    } catch (problem) {
      this.setData({ problem: problem.message || 'Something went wrong. Please try again.' });
    }
    await this.load();
    this.setData({ busy: false });
  },
  copy() {
    wx.setClipboardData({ data: this.number });
  },
});
