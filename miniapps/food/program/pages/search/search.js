// Search as you type, in restaurants and dishes; the last words win, however the answers arrive.
const api = require('../../lib/api');
const page = require('../../lib/page');
const place = require('../../lib/place');

page('search', {
  data: { query: '', places: [], searched: false, problem: '', recent: [] },
  onLoad() {
    this.setData({ recent: wx.getStorageSync('searches') || [] });
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
    if (!words) return this.setData({ places: [], searched: false, problem: '' });
    if (remember) {
      const recent = [words, ...this.data.recent.filter((one) => one !== words)].slice(0, 6);
      this.setData({ recent });
      wx.setStorageSync('searches', recent);
    }
    try {
      const { restaurants } = await api.places({ address: place.read().address, query: words });
      if (this.data.query.trim() === words) this.setData({ places: restaurants, searched: true, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
});
