// Search as you type; the last words win, however the answers arrive.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('search', {
  data: { query: '', products: [], searched: false, problem: '', recent: [] },
  onLoad(options) {
    this.setData({ recent: wx.getStorageSync('searches') || [] });
    if (options.q) this.find(decodeURIComponent(options.q));
  },
  onUnload() {
    clearTimeout(this.timer);
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
  again() {
    this.find(this.data.query);
  },
  async find(query, remember = false) {
    const words = query.trim();
    this.setData({ query });
    if (!words) return this.setData({ products: [], searched: false, problem: '' });
    if (remember) {
      const recent = [words, ...this.data.recent.filter((one) => one !== words)].slice(0, 6);
      this.setData({ recent });
      wx.setStorageSync('searches', recent);
    }
    try {
      const { items } = await api.products({ query: words });
      if (this.data.query.trim() === words) this.setData({ products: items, searched: true, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
});
