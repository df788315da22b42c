// The shop's front: a banner, what a person may like, the shelves, and everything on them.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('', {
  data: {
    banners: [
      { picture: 'evening', title: t.bannerEvening, text: t.bannerEveningText, category: 'home' },
      { picture: 'tea', title: t.bannerTea, text: t.bannerTeaText, category: 'tea' },
      { picture: 'reading', title: t.bannerPaper, text: t.bannerPaperText, category: 'paper' },
    ],
    categories: [],
    category: '',
    products: [],
    page: 0,
    more: true,
    loading: true,
    problem: '',
    drop: null,
    suggested: null,
  },
  onLoad() {
    this.load('');
    this.fetchShelves();
  },
  async fetchShelves() {
    try {
      const { categories } = await api.home();
      this.setData({ categories: [{ id: '', name: t.all }, ...categories] });
    } catch {
      // The list below says that the shop is out of reach; saying it twice helps nobody.
    }
    this.lookAtDrop();
  },
  async lookAtDrop() {
    try {
      const { drops } = await api.drops();
      this.setData({ drop: drops.find((one) => !one.is_off) || null });
    } catch {
      // A front without it is still a front.
    }
  },
  // What was bought since it was looked at last counts, too.
  onShow() {
    basket.refreshBadge();
    this.fetchSuggested();
  },
  async fetchSuggested() {
    try {
      this.setData({ suggested: await api.suggestions() });
    } catch {
      // Everything stands on the shelves below.
    }
  },
  turned() {
    wx.showToast({ title: t.turnedOff, icon: 'none' });
    this.fetchSuggested();
  },
  async turnOn() {
    try {
      await api.turnPersonal(true);
      await this.fetchSuggested();
    } catch (problem) {
      wx.showToast({ title: problem.message, icon: 'none' });
    }
  },
  choose(event) {
    this.load(event.currentTarget.dataset.id);
  },
  // Whoever has scrolled far stays there.
  again() {
    const { category, categories, page, problem } = this.data;
    if (!categories.length) this.fetchShelves();
    if (!page) return this.load(category);
    if (page > 1 && !problem) return;
    this.setData({ problem: '', loading: true, page: page > 1 ? page : 0 });
    this.next();
  },
  queue() {
    wx.navigateTo({ url: `/pages/drop/drop?id=${this.data.drop.id}` });
  },
  go(event) {
    wx.navigateTo({ url: `/pages/${event.currentTarget.dataset.page}/${event.currentTarget.dataset.page}` });
  },
  search() {
    wx.navigateTo({ url: '/pages/search/search' });
  },
  async load(category) {
    this.setData({ category, products: [], page: 0, more: true, loading: true, problem: '' });
    await this.next();
  },
  async next() {
    const { category, page } = this.data;
    try {
      const { items, more } = await api.products({ category, page });
      if (category !== this.data.category) return;
      this.setData({ products: page ? this.data.products.concat(items) : items, page: page + 1, more, loading: false });
    } catch (problem) {
      this.setData({ loading: false, problem: problem.message });
    }
  },
  onReachBottom() {
    if (!this.data.more || this.data.loading) return;
    this.setData({ loading: true });
    this.next();
  },
  async onPullDownRefresh() {
    await this.load(this.data.category);
    wx.stopPullDownRefresh();
  },
});
