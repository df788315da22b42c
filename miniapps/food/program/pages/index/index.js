// What there is to eat near one's door: coupons, cuisines, filters, restaurants; above them the order that is on its way.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const filters = require('../../lib/filters');
const page = require('../../lib/page');
const place = require('../../lib/place');
const { t, fill, yuan } = require('../../lib/words');

const ENDED = ['delivered', 'refused', 'cancelled'];

page('', {
  data: { address: '', known: true, town: '', all: null, shown: [], codes: [], cuisines: [], cuisine: '', on: {}, sort: 0, problem: '', live: null, filterNames: filters.names, sortTexts: filters.sorts.map((name) => t.sorts[name]) },
  onShow() {
    basket.refreshBadge();
    this.look();
  },
  look() {
    this.load();
    this.follow();
  },
  async load() {
    const { address } = place.read();
    try {
      const { restaurants, address_known, town, codes } = await api.places({ address });
      const cuisines = restaurants.map(({ id, cuisine }) => ({ id, name: cuisine })).sort((one, other) => (one.name < other.name ? -1 : 1));
      this.setData({ all: restaurants, known: address_known, town, address, cuisines, problem: '' });
      this.setData({ codes: codes.map((one) => ({ code: one.code, text: this.describe(one), above: fill(t.from, yuan(one.above_fen)) })) });
      this.choose({});
    } catch (problem) {
      this.setData({ problem: problem.message, address });
    }
  },
  describe({ percent, amount_fen, free_delivery }) {
    return free_delivery ? t.codeFree : percent ? fill(t.codePercent, percent) : fill(t.codeAmount, amount_fen / 100);
  },
  // The newest order that is still on its way, if one ever ordered here.
  async follow() {
    if (!api.signedIn()) return;
    try {
      const { orders } = await api.orders();
      this.setData({ live: orders.find((order) => !ENDED.includes(order.state)) || null });
    } catch {
      // The list below says that we are out of reach; saying it twice helps nobody.
    }
  },
  choose(change) {
    this.setData(change);
    const { all, cuisine, on, sort } = this.data;
    this.setData({ shown: filters.choose(all || [], { cuisine, on, sort: filters.sorts[sort] }) });
  },
  pickCuisine(event) {
    const { name } = event.currentTarget.dataset;
    this.choose({ cuisine: this.data.cuisine === name ? '' : name });
  },
  toggle(event) {
    const { name } = event.currentTarget.dataset;
    this.choose({ on: { ...this.data.on, [name]: !this.data.on[name] } });
  },
  pickSort(event) {
    this.choose({ sort: Number(event.detail.value) });
  },
  clearFilters() {
    this.choose({ cuisine: '', on: {} });
  },
  heart(event) {
    const { id, on } = event.detail;
    this.choose({ all: this.data.all.map((one) => (one.id === id ? { ...one, favourite: on } : one)) });
  },
  async useCode(event) {
    const { code } = event.currentTarget.dataset;
    basket.write({ ...basket.read(), code });
    wx.showToast({ title: fill(t.codeKept, code), icon: 'none' });
  },
  toAddress() {
    wx.navigateTo({ url: '/pages/address/address' });
  },
  toSearch() {
    wx.navigateTo({ url: '/pages/search/search' });
  },
  toOrder() {
    wx.navigateTo({ url: `/pages/order/order?number=${this.data.live.number}` });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  onShareAppMessage() {
    return { title: t.shareTitle, path: '/pages/index/index' };
  },
});
