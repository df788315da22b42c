// A restaurant: its table, its terms, its menu by category, and the basket below.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const place = require('../../lib/place');
const { t, fill } = require('../../lib/words');

page('', {
  data: { place: null, problem: '', section: 0, count: 0, total: 0, group: '', hours: '' },
  onLoad({ id }) {
    this.id = id;
  },
  onShow() {
    this.load();
    this.showBasket();
  },
  async load() {
    try {
      const found = await api.place(this.id, place.read().address);
      wx.setNavigationBarTitle({ title: found.name });
      const today = found.week[(new Date().getDay() + 6) % 7];
      this.setData({ place: found, problem: '', hours: today === '00:00-24:00' ? t.always : today.replace(/,/g, ', ') || t.closed });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  showBasket() {
    const mine = basket.read();
    const here = mine.restaurantId === this.id;
    this.setData({ count: here ? basket.count(mine) : 0, total: here ? basket.total(mine) : 0, group: here ? mine.group : '' });
  },
  jump(event) {
    const section = Number(event.currentTarget.dataset.index);
    this.setData({ section });
    wx.pageScrollTo({ selector: `#section-${section}`, offsetTop: -60, duration: 250 });
  },
  dishOf({ section, index }) {
    return this.data.place.categories[section].dishes[index];
  },
  open(event) {
    const dish = this.dishOf(event.currentTarget.dataset);
    wx.navigateTo({ url: `/pages/dish/dish?place=${this.id}&dish=${dish.id}` });
  },
  // A dish without a choice goes straight into the basket; any other is asked about first.
  async add(event) {
    const dish = this.dishOf(event.currentTarget.dataset);
    if (dish.options.length) return this.open(event);
    const line = { dishId: dish.id, name: dish.name, choices: {}, labels: [], unit: dish.price_fen, quantity: 1 };
    if (await basket.add({ id: this.id, name: this.data.place.name }, line)) wx.vibrateShort({ type: 'light', fail() {} });
    this.showBasket();
  },
  async heart() {
    const on = !this.data.place.favourite;
    this.setData({ 'place.favourite': on });
    try {
      await api.favourite(this.id, on);
    } catch (problem) {
      this.setData({ 'place.favourite': !on });
      wx.showToast({ title: problem.message, icon: 'none' });
    }
  },
  together() {
    const code = this.data.group;
    wx.navigateTo({ url: code ? `/pages/group/group?code=${code}` : `/pages/group/group?place=${this.id}` });
  },
  toBasket() {
    if (this.data.group) this.together();
    else wx.switchTab({ url: '/pages/basket/basket' });
  },
  onShareAppMessage() {
    return { title: fill(t.sharePlace, this.data.place.name), path: `/pages/place/place?id=${this.id}` };
  },
});
