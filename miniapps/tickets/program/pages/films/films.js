// The posters of the week.
const api = require('../../lib/api');
const { w } = require('../../lib/words');

Page({
  data: { w, films: [], problem: '' },
  onLoad() {
    this.load();
  },
  async load() {
    try {
      this.setData({ ...(await api.films()), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  open(event) {
    wx.navigateTo({ url: `/pages/film/film?id=${event.currentTarget.dataset.id}` });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
