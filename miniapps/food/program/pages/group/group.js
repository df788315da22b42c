// Ordering together: who is in, what they want, who pays; the link that others come in by.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const filters = require('../../lib/filters');
const page = require('../../lib/page');
const place = require('../../lib/place');
const poll = require('../../lib/poll');
const { t, fill } = require('../../lib/words');

const EVERY_MS = 3000;

page('groupTitle', {
  data: { group: null, name: '', code: '', problem: '', busy: false, restaurantId: '', mine: [], places: null },
  onLoad({ code, place }) {
    this.code = code || '';
    this.setData({ code: this.code, restaurantId: place || '', name: wx.getStorageSync('name') || '' });
  },
  onShow() {
    if (this.code) poll.start(this, () => this.load(), EVERY_MS);
    else if (!this.data.restaurantId) this.offer();
  },
  // Opened without a group: those one is in, the way into another, and where a new one may order.
  async offer() {
    try {
      const { restaurants } = await api.places({ address: place.read().address });
      this.setData({ places: filters.choose(restaurants, { cuisine: '', on: {}, sort: filters.sorts[0] }).filter(({ open, paused }) => open && !paused), problem: '' });
      this.setData({ mine: (await api.groups()).groups });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  again() {
    return this.code ? this.load() : this.offer();
  },
  typeCode(event) {
    this.setData({ code: event.detail.value });
  },
  // The code, or the whole link that carries it.
  async come() {
    const typed = this.data.code.trim();
    const code = decodeURIComponent((/code(?:=|%3D)([\w-]+)/.exec(typed) || [])[1] || typed);
    if (!code || this.data.busy) return;
    await this.work(async () => {
      const group = await api.group(code);
      this.enter(group, code);
    });
  },
  open(event) {
    const { code } = event.currentTarget.dataset;
    return this.work(async () => this.enter(await api.group(code), code));
  },
  enter(group, code) {
    this.code = code;
    this.setData({ group, code });
    poll.start(this, () => this.load(), EVERY_MS);
  },
  start(event) {
    this.setData({ restaurantId: event.currentTarget.dataset.id });
  },
  other() {
    this.setData({ restaurantId: '' });
    return this.offer();
  },
  copy() {
    wx.setClipboardData({ data: this.code, fail() {} });
  },
  onHide() {
    poll.stop(this);
  },
  onUnload() {
    poll.stop(this);
  },
  async load() {
    try {
      const group = await api.group(this.code);
      this.setData({ group, problem: '' });
      const mine = basket.read();
      if (group.number && mine.group === this.code) basket.clear();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  type(event) {
    this.setData({ name: event.detail.value });
  },
  // Start a group, or join the one of the link; what already lies in the basket for this restaurant comes along.
  async join() {
    const name = this.data.name.trim();
    if (!name || this.data.busy) return;
    wx.setStorageSync('name', name);
    await this.work(async () => {
      const started = this.code ? this.data.group : await api.startGroup(this.data.restaurantId, name);
      this.code = started.code;
      const mine = basket.read();
      const lines = mine.restaurantId === started.restaurant_id ? mine.lines : [];
      if (mine.lines.length && !lines.length) {
        const { confirm } = await wx.showModal({
          title: t.newBasketTitle,
          content: fill(t.newBasketText, mine.restaurant, started.restaurant),
          confirmText: t.newBasketYes,
          cancelText: t.newBasketNo,
        });
        if (!confirm) return;
      }
      const kept = { restaurantId: started.restaurant_id, restaurant: started.restaurant, group: this.code, code: mine.code, lines };
      basket.write(kept);
      this.setData({ group: await api.groupLines(this.code, name, basket.items(kept)), code: this.code });
      poll.start(this, () => this.load(), EVERY_MS);
    });
  },
  async mode(event) {
    const each = event.detail.value;
    await this.work(async () => this.setData({ group: await api.groupMode(this.code, each) }));
  },
  add() {
    wx.navigateTo({ url: `/pages/place/place?id=${this.data.group.restaurant_id}` });
  },
  change() {
    wx.switchTab({ url: '/pages/basket/basket' });
  },
  leave() {
    basket.write({ ...basket.read(), group: '' });
    wx.switchTab({ url: '/pages/basket/basket' });
  },
  checkout() {
    wx.navigateTo({ url: `/pages/checkout/checkout?group=${this.code}` });
  },
  toOrder() {
    wx.redirectTo({ url: `/pages/order/order?number=${this.data.group.number}` });
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      await action();
    } catch (problem) {
      this.setData({ problem: problem.message || t.problems.unknown });
    }
    this.setData({ busy: false });
  },
  onShareAppMessage() {
    return { title: fill(t.shareGroup, this.data.group.restaurant), path: `/pages/group/group?code=${this.code}` };
  },
});
