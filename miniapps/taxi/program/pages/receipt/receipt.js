// What a ride cost, line by line, and what came back.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, ride: null, problem: '' },
  onLoad({ number }) {
    this.number = number;
    wx.setNavigationBarTitle({ title: words.receipt });
  },
  onShow() {
    this.load();
  },
  async load() {
    try {
      this.setData({ ride: await api.ride(this.number), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  copy() {
    wx.setClipboardData({ data: this.number, success: () => wx.showToast({ title: words.copied }) });
  },
  lost() {
    wx.navigateTo({ url: `/pages/lost/lost?number=${this.number}` });
  },
  openRide() {
    wx.navigateTo({ url: `/pages/ride/ride?number=${this.number}` });
  },
});
