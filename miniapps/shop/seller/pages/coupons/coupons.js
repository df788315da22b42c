// This shop’s coupons: how many are claimed and used; each can be stopped and started again.
const api = require('../../lib/api');
const listPage = require('../../lib/list_page');

listPage('coupons', api.coupons, {
  async turn(event) {
    const { id, on } = event.currentTarget.dataset;
    await this.work(() => api.switchCoupon(id, !on));
  },
  make() {
    wx.navigateTo({ url: '/pages/coupon/coupon' });
  },
});
