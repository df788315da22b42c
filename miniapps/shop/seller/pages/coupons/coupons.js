// This shop’s coupons: how many are claimed and used; each can be stopped and started again.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('coupons', {
  data: { items: null, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { items } = await api.coupons();
      this.setData({ items, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async work(action) {
    if (this.busy) return;
    this.busy = true;
    let said = '';
    try {
      await action();
    } catch (problem) {
      said = problem.message;
    }
    await this.load();
    if (said) this.setData({ problem: said });
    this.busy = false;
  },
  async turn(event) {
    const { id, on } = event.currentTarget.dataset;
    await this.work(() => api.switchCoupon(id, !on));
  },
  make() {
    wx.navigateTo({ url: '/pages/coupon/coupon' });
  },
});
