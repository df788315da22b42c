// All of a person's orders, newest first.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('tabOrders', {
  data: { orders: null, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { orders } = await api.orders();
      this.setData({ orders, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  open(event) {
    wx.navigateTo({ url: `/pages/order/order?number=${event.currentTarget.dataset.number}` });
  },
  browse() {
    wx.switchTab({ url: '/pages/index/index' });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
