// One product: its picture, its variants, how many, and what goes with it.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const { t } = require('../../lib/words');

// "Slate / 36-38": a colour and a size, each chosen by itself. Null where a variant has one name only.
function axesOf(variants, chosen) {
  const parts = variants.map((one) => one.label.split(' / '));
  if (!parts.every((one) => one.length === 2)) return null;
  const mine = chosen.label.split(' / ');
  return [0, 1].map((axis) => ({
    axis,
    values: [...new Set(parts.map((one) => one[axis]))].map((value) => {
      const wanted = axis === 0 ? `${value} / ${mine[1]}` : `${mine[0]} / ${value}`;
      const there = variants.find((one) => one.label === wanted);
      return { value, on: mine[axis] === value, gone: !there || there.stock === 0 };
    }),
  }));
}

Page({
  data: { t, product: null, seller: '', path: '', answers: null, inBasket: 0, shows: false, chosen: null, axes: null, wished: false, quantity: 1, reviews: [], problem: '' },
  onLoad({ id }) {
    this.id = id;
  },
  // Also when somebody comes back: the last piece may have gone meanwhile.
  onShow() {
    this.load();
  },
  async load() {
    this.setData({ problem: '' });
    try {
      const product = await api.product(this.id);
      wx.setNavigationBarTitle({ title: product.name });
      // It can be bought without knowing who sells it.
      const { sellers = {}, answers = {} } = await api.home().catch(() => ({}));
      this.setData({ seller: sellers[product.seller] || '', answers: answers[product.seller] || null });
      const { chosen } = this.data;
      const before = chosen && product.variants.find((one) => one.id === chosen.id);
      this.take(before || product.variants.find((one) => one.stock > 0) || product.variants[0], product);
      this.lookIntoBasket();
    } catch (problem) {
      return this.setData({ problem: problem.message });
    }
    this.fetchPicture();
    try {
      if (this.data.product.reviews) this.setData({ reviews: (await api.reviews(this.id)).items.slice(0, 2) });
      // Looking around needs nobody's name; a heart does.
      if (!api.signedIn()) return;
      this.wishedFor = new Set((await api.wishes()).items.map((one) => one.variant_id));
      this.setData({ wished: this.wishedFor.has(this.data.chosen.id) });
    } catch {
      // The product can be bought without what others say of it.
    }
  },
  lookIntoBasket() {
    const { length } = basket.ofSeller(this.data.product.seller);
    this.setData({ inBasket: length, shows: Boolean(wx.getStorageSync('showsBasket')) });
  },
  // Told at once: who taps the question next is in the chat before a sign-in is done.
  async switchShows(event) {
    this.setData({ shows: event.detail.value });
    try {
      await this.tellBasket();
      wx.setStorageSync('showsBasket', event.detail.value);
    } catch (problem) {
      this.setData({ shows: !event.detail.value });
      wx.showToast({ title: problem.message, icon: 'none' });
    }
  },
  async tellBasket() {
    const shown = this.data.shows ? basket.ofSeller(this.data.product.seller) : [];
    await api.asking(this.id, shown.map(({ variantId, quantity }) => ({ variant_id: variantId, quantity })));
  },
  // The host opens the chat by itself; what it is about goes beside it.
  async ask() {
    if (!api.signedIn()) return;
    try {
      await this.tellBasket();
    } catch {
      // The question can be asked without it.
    }
  },
  async fetchPicture() {
    const { picture } = this.data.product;
    try {
      if (picture) this.setData({ path: await api.picture(picture) });
    } catch {
      // The drawn one stands in.
    }
  },
  choose(event) {
    this.take(this.data.product.variants.find((one) => one.id === event.currentTarget.dataset.id));
  },
  chooseAxis(event) {
    const { axis, value } = event.currentTarget.dataset;
    const { product, chosen } = this.data;
    const mine = chosen.label.split(' / ');
    mine[axis] = value;
    const { variants } = product;
    this.take(
      variants.find((one) => one.label === mine.join(' / ')) || variants.find((one) => one.label.split(' / ')[axis] === value),
    );
  },
  take(chosen, product = this.data.product) {
    this.setData({
      product,
      chosen,
      axes: axesOf(product.variants, chosen),
      wished: this.wishedFor ? this.wishedFor.has(chosen.id) : false,
      quantity: Math.max(1, Math.min(this.data.quantity, chosen.stock)),
    });
  },
  async heart() {
    const { id } = this.data.chosen;
    const wished = !this.data.wished;
    try {
      await (wished ? api.keepWish(id) : api.dropWish(id));
      this.wishedFor = this.wishedFor || new Set();
      this.wishedFor[wished ? 'add' : 'delete'](id);
      this.setData({ wished });
    } catch (problem) {
      wx.showToast({ title: problem.message, icon: 'none' });
    }
  },
  ofBrand() {
    const { id, name } = this.data.product.brand;
    wx.navigateTo({ url: `/pages/search/search?brand=${encodeURIComponent(id)}&name=${encodeURIComponent(name)}` });
  },
  allReviews() {
    wx.navigateTo({ url: `/pages/reviews/reviews?id=${this.id}` });
  },
  count(event) {
    this.setData({ quantity: event.detail.value });
  },
  line() {
    const { product, chosen, quantity } = this.data;
    const { id: productId, name, seller } = product;
    return { variantId: chosen.id, productId, seller, name, label: chosen.label, priceFen: chosen.price_fen, quantity };
  },
  add() {
    basket.add(this.line());
    this.lookIntoBasket();
    wx.showToast({ title: t.inYourBasket, icon: 'success' });
  },
  queue() {
    wx.navigateTo({ url: `/pages/drop/drop?id=${this.data.chosen.drop_id}` });
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
      if (this.wishedFor) this.wishedFor.add(this.data.chosen.id);
      this.setData({ wished: true });
      wx.showToast({ title: t.weWillTell, icon: 'success' });
    } catch (problem) {
      wx.showToast({ title: problem.message || t.notPossible, icon: 'none' });
    }
  },
  enlarge() {
    if (this.data.path) return wx.previewImage({ urls: [this.data.path] });
    // What is drawn by code has no file to enlarge.
    if (!/^[ms]-/.test(this.id)) wx.previewImage({ urls: [`/images/products/${this.id}.svg`] });
  },
  onShareAppMessage() {
    const { product, chosen } = this.data;
    const card = { title: product.name, path: `/pages/product/product?id=${this.id}`, price: chosen.price_fen };
    return /^[ms]-/.test(this.id) ? card : { ...card, imageUrl: `/images/products/${this.id}.svg` };
  },
});
