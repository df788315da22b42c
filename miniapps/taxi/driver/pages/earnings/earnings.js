// What the day has brought, and each ride of it.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, day: null, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: words.earnings });
  },
  onShow() {
    this.load();
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  async load() {
    try {
      this.setData({ day: await api.earnings(), problem: '' });
    } catch (problem) {
      if (problem.code === 'driver_unknown') this.setData({ day: { rides: [] } });
      else this.setData({ problem: problem.message });
    }
  },
});
