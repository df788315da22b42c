// The basket: what is in it, what is still missing to the minimum, a code, and the price as the server counts it.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const place = require('../../lib/place');
const { t, say } = require('../../lib/words');

page('tabBasket', {
  data: { basket: basket.read(), quote: null, problem: '', code: '', asking: false },
  onShow() {
    this.show(basket.read());
  },
  show(mine) {
    this.setData({ basket: mine, code: mine.code });
    basket.refreshBadge();
    this.ask();
  },
  async ask() {
    const mine = basket.read();
    if (!mine.lines.length || mine.group) return this.setData({ quote: null, problem: '' });
    const round = (this.round = (this.round || 0) + 1);
    this.setData({ asking: true });
    try {
      const quote = await api.quote(basket.asked(mine, place.read().address));
      if (round !== this.round) return;
      const about = quote.problem && quote.problem.code;
      this.setData({ quote, asking: false, problem: !about || about === 'below_minimum' ? '' : say(quote.problem).message });
    } catch (problem) {
      if (round === this.round) this.setData({ quote: null, asking: false, problem: problem.message });
    }
  },
  async change(event) {
    const { key } = event.currentTarget.dataset;
    this.show(basket.setQuantity(key, event.detail.value));
  },
  type(event) {
    this.setData({ code: event.detail.value });
  },
  applyCode() {
    const mine = basket.read();
    this.show(basket.write({ ...mine, code: this.data.code.trim().toUpperCase() }));
  },
  dropCode() {
    this.show(basket.write({ ...basket.read(), code: '' }));
  },
  async empty() {
    const { confirm } = await wx.showModal({ title: t.emptyTitle, content: t.emptyText, confirmText: t.emptyYes, cancelText: t.keep });
    if (!confirm) return;
    basket.clear();
    this.show(basket.read());
  },
  more() {
    wx.navigateTo({ url: `/pages/place/place?id=${this.data.basket.restaurantId}` });
  },
  toGroup() {
    wx.navigateTo({ url: `/pages/group/group?code=${this.data.basket.group}` });
  },
  browse() {
    wx.switchTab({ url: '/pages/index/index' });
  },
  checkout() {
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
