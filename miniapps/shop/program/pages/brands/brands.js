// The brands of what a search finds, those with most things first. The one that is chosen goes back to the search.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('brands', {
  data: { items: null, more: false, find: '', chosen: '', problem: '' },
  onLoad({ q = '', category = '', seller, chosen = '' }) {
    this.search = { query: decodeURIComponent(q), category, seller };
    this.setData({ chosen });
    this.load();
  },
  onUnload() {
    clearTimeout(this.timer);
  },
  type(event) {
    this.setData({ find: event.detail.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 250);
  },
  async load() {
    const { find } = this.data;
    this.setData({ problem: '' });
    try {
      const { items, more } = await api.brands({ ...this.search, find });
      if (find === this.data.find) this.setData({ items, more });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  choose(event) {
    const { id = '', name = '' } = event.currentTarget.dataset;
    this.getOpenerEventChannel().emit('chosen', { id, name });
    wx.navigateBack();
  },
});
