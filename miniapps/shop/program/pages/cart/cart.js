// The basket: what is in it, how much it comes to.
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('tabBasket', {
  data: { lines: [], total: 0 },
  onShow() {
    this.show(basket.write(basket.read()));
  },
  show(lines) {
    this.setData({ lines, total: basket.total(lines) });
  },
  async change(event) {
    const { id } = event.currentTarget.dataset;
    if (event.detail.value === 0) {
      const { confirm } = await wx.showModal({ title: t.takeOut, content: t.takeOutText, confirmText: t.takeOutYes, cancelText: t.keepIt });
      if (!confirm) return this.show(basket.read());
    }
    this.show(basket.setQuantity(id, event.detail.value));
  },
  open(event) {
    wx.navigateTo({ url: `/pages/product/product?id=${event.currentTarget.dataset.id}` });
  },
  browse() {
    wx.switchTab({ url: '/pages/index/index' });
  },
  coupons() {
    wx.navigateTo({ url: '/pages/coupons/coupons' });
  },
  checkout() {
    getApp().globalData.checkout = null;
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
