// Concerts and fairs, the next one first.
const api = require('../../lib/api');
const { w, dayName } = require('../../lib/words');

Page({
  data: { w, events: [], problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.events });
    this.load();
  },
  async load() {
    try {
      const { events } = await api.events();
      const shown = events.map((one) => ({ ...one, when: dayName(one.sessions[0].day, { near: true }), time: one.sessions[0].time }));
      this.setData({ events: shown, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  open(event) {
    wx.navigateTo({ url: `/pages/event/event?id=${event.currentTarget.dataset.id}` });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
