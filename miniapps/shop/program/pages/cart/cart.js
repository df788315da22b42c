// The basket: what is in it, how much it comes to.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('tabBasket', {
  data: { lines: [], total: 0 },
  onShow() {
    this.short = [];
    this.show(basket.write(basket.read()));
  },
  show(lines) {
    this.setData({ lines: basket.withShort(lines, this.short), total: basket.total(lines) });
    this.compare(lines);
  },
  // How many there are is said here, and not only when it is ordered; without network the order says it.
  async compare(lines) {
    try {
      this.short = lines.length ? await api.stock(basket.items(lines)) : [];
    } catch {
      return;
    }
    this.setData({ lines: basket.withShort(basket.read(), this.short) });
  },
  takeThere(event) {
    const { id, left } = event.currentTarget.dataset;
    this.show(basket.setQuantity(id, left));
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
