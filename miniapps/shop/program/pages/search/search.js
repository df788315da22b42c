// Search as you type; the last words win, however the answers arrive. Narrowed by a shelf, by who sells it and by who
// made it, page by page as the person scrolls. A brand is looked at without words, too.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('search', {
  data: {
    query: '',
    categories: [],
    category: '',
    sellers: [],
    seller: 0,
    answers: {},
    brand: { id: '', name: '' },
    products: [],
    page: 0,
    more: false,
    loading: false,
    searched: false,
    problem: '',
    recent: [],
  },
  onLoad(options) {
    this.setData({ recent: wx.getStorageSync('searches') || [] });
    this.fetchFilters();
    if (options.brand) this.setData({ brand: { id: options.brand, name: decodeURIComponent(options.name || '') } });
    if (options.q || options.brand) this.find(decodeURIComponent(options.q || ''));
  },
  onUnload() {
    clearTimeout(this.timer);
  },
  // The shop's own things belong to the seller "".
  async fetchFilters() {
    try {
      const { categories, sellers, answers } = await api.home();
      const others = Object.keys(sellers).map((id) => ({ id, name: sellers[id] }));
      const own = { id: '', name: 'Lantern Lane' };
      this.setData({
        categories: [{ id: '', name: t.all }, ...categories],
        sellers: others.length ? [{ name: t.everySeller }, own, ...others] : [],
        answers: answers || {},
      });
    } catch {
      // Without the filters everything can still be searched.
    }
  },
  type(event) {
    const query = event.detail.value;
    this.setData({ query });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(query), 250);
  },
  confirm(event) {
    this.find(event.detail.value, true);
  },
  pick(event) {
    this.find(event.currentTarget.dataset.query);
  },
  chooseShelf(event) {
    this.setData({ category: event.currentTarget.dataset.id });
    this.find(this.data.query);
  },
  chooseSeller(event) {
    this.setData({ seller: Number(event.detail.value) });
    this.find(this.data.query);
  },
  chooseBrand() {
    const { query, category, sellers, seller, brand } = this.data;
    const whose = sellers[seller] && sellers[seller].id;
    const facts = { q: query.trim(), category, seller: whose, chosen: brand.id };
    const given = Object.keys(facts).filter((one) => facts[one] !== undefined);
    wx.navigateTo({
      url: '/pages/brands/brands?' + given.map((one) => `${one}=${encodeURIComponent(facts[one])}`).join('&'),
      events: {
        chosen: (chosen) => {
          this.setData({ brand: chosen });
          this.find(this.data.query);
        },
      },
    });
  },
  turned() {
    wx.showToast({ title: t.turnedOff, icon: 'none' });
    this.find(this.data.query);
  },
  again() {
    if (!this.data.categories.length) this.fetchFilters();
    if (this.data.page) this.next();
    else this.find(this.data.query);
  },
  async find(query, remember = false) {
    const words = query.trim();
    clearTimeout(this.timer);
    this.turn = (this.turn || 0) + 1;
    this.setData({ query, page: 0, more: false, problem: '' });
    if (!words && !this.data.brand.id) return this.setData({ products: [], searched: false, loading: false });
    if (remember && words) {
      const recent = [words, ...this.data.recent.filter((one) => one !== words)].slice(0, 6);
      this.setData({ recent });
      wx.setStorageSync('searches', recent);
    }
    await this.next();
  },
  async next() {
    const { turn } = this;
    const { query, category, sellers, seller, brand, page } = this.data;
    this.setData({ loading: true, problem: '' });
    try {
      const whose = sellers[seller] && sellers[seller].id;
      const { items, more } = await api.products({ query: query.trim(), category, seller: whose, brand: brand.id, page });
      if (turn !== this.turn) return;
      const products = page ? this.data.products.concat(items) : items;
      this.setData({ products, page: page + 1, more, loading: false, searched: true });
    } catch (problem) {
      if (turn === this.turn) this.setData({ loading: false, problem: problem.message });
    }
  },
  onReachBottom() {
    if (this.data.more && !this.data.loading) this.next();
  },
});
