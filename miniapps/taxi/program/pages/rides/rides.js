// All rides of this person, the newest first.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, rides: null, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: words.my_rides });
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
      const { rides } = await api.rides();
      this.setData({ rides, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  open(event) {
    const { number, state } = event.currentTarget.dataset;
    const page = state === 'finished' || state === 'cancelled' ? 'receipt' : 'ride';
    wx.navigateTo({ url: `/pages/${page}/${page}?number=${number}` });
  },
  first() {
    wx.switchTab({ url: '/pages/index/index' });
  },
});
