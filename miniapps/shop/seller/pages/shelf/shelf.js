// What this shop sells, with what is left of each.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('tabShelf', {
  data: { items: null, query: '', more: false, problem: '' },
  onShow() {
    this.load();
  },
  onUnload() {
    clearTimeout(this.timer);
  },
  type(event) {
    this.setData({ query: event.detail.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 250);
  },
  async load() {
    this.place = 0;
    await this.next([]);
  },
  async next(before) {
    const { query } = this.data;
    try {
      const { items, more } = await api.products(query.trim(), this.place++);
      if (query !== this.data.query) return;
      const cards = items.map((one) => ({ ...one, few: one.variants.filter((variant) => variant.stock < 5).length }));
      this.setData({ items: before.concat(cards), more, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  onReachBottom() {
    if (this.data.more) this.next(this.data.items);
  },
  create() {
    wx.navigateTo({ url: '/pages/goods/goods' });
  },
  open(event) {
    wx.navigateTo({ url: `/pages/product/product?id=${event.currentTarget.dataset.id}` });
  },
});
