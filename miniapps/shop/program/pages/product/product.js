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
  // One message, when it happens: the host asks, the shop's server remembers for what.
  async tell() {
    const kind = this.data.chosen.stock === 0 ? 'stock' : 'price';
    try {
      const { templates } = await api.news();
      const answer = await wx.requestSubscribeMessage({ tmplIds: [templates[kind]] });
      if (answer[templates[kind]] !== 'accept') return;
      await api.wish(this.data.chosen.id, kind);
      wx.showToast({ title: 'We will tell you', icon: 'success' });
    } catch (problem) {
      wx.showToast({ title: problem.message || 'Not possible right now', icon: 'none' });
    }
  },
  enlarge() {
    // What is drawn by code has no file to enlarge.
    if (!this.id.startsWith('m-')) wx.previewImage({ urls: [`/images/products/${this.id}.svg`] });
  },
  onShareAppMessage() {
    const { product, chosen } = this.data;
    const imageUrl = `/images/products/${this.id}.svg`;
    return { title: product.name, path: `/pages/product/product?id=${this.id}`, imageUrl, price: chosen.price_fen };
  },
});
