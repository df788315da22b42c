// One product: its picture, its variants, how many, and what goes with it.
const api = require('../../lib/api');
const basket = require('../../lib/basket');

Page({
  data: { product: null, seller: '', chosen: null, quantity: 1, problem: '' },
  onLoad({ id }) {
    this.id = id;
    this.load();
  },
  async load() {
    this.setData({ problem: '' });
    try {
      const product = await api.product(this.id);
      wx.setNavigationBarTitle({ title: product.name });
      const { sellers } = product.seller ? await api.home() : { sellers: {} };
      this.setData({ seller: sellers[product.seller] || '' });
      this.setData({ product, chosen: product.variants.find((one) => one.stock > 0) || product.variants[0] });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  choose(event) {
    const chosen = this.data.product.variants.find((one) => one.id === event.currentTarget.dataset.id);
    this.setData({ chosen, quantity: Math.max(1, Math.min(this.data.quantity, chosen.stock)) });
  },
  count(event) {
    this.setData({ quantity: event.detail.value });
  },
  line() {
    const { product, chosen, quantity } = this.data;
    return { variantId: chosen.id, productId: product.id, name: product.name, label: chosen.label, priceFen: chosen.price_fen, quantity };
  },
  add() {
    basket.add(this.line());
    wx.showToast({ title: 'In your basket', icon: 'success' });
  },
  buy() {
    getApp().globalData.checkout = [this.line()];
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
  enlarge() {
    // What is drawn by code has no file to enlarge.
    if (!this.id.startsWith('m-')) wx.previewImage({ urls: [`/images/products/${this.id}.svg`] });
  },
  onShareAppMessage() {
    return { title: this.data.product.name, path: `/pages/product/product?id=${this.id}` };
  },
});
