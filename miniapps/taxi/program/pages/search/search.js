// One end of the trip, by name: places, streets, houses. What was chosen before is one tap away.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

const PAUSE_MS = 180;
const RECENT_MAX = 5;

Page({
  data: { t: words, end: 'to', text: '', found: [], recent: [], searched: false, problem: '' },
  onLoad({ end }) {
    this.setData({ end, recent: wx.getStorageSync('recent') || [] });
    wx.setNavigationBarTitle({ title: end === 'from' ? words.pick_up : words.destination });
    this.search('');
  },
  type(event) {
    const text = event.detail.value;
    this.setData({ text });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(text), PAUSE_MS);
  },
  again() {
    this.search(this.data.text);
  },
  async search(text) {
    try {
      const { places } = await api.search(text.trim());
      if (text === this.data.text) this.setData({ found: places, searched: true, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  first() {
    if (this.data.found.length) this.take(this.data.found[0]);
  },
  pick(event) {
    const { list, index } = event.currentTarget.dataset;
    this.take(this.data[list][index]);
  },
  take(place) {
    const recent = [place, ...this.data.recent.filter((one) => one.node !== place.node)].slice(0, RECENT_MAX);
    wx.setStorageSync('recent', recent);
    getApp().globalData.trip[this.data.end] = place;
    if (this.data.end === 'from') wx.setStorageSync('from', place);
    wx.navigateBack();
  },
});
