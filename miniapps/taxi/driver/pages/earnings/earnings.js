// What the day has brought, and each ride of it.
const api = require('../../lib/api');
const { words } = require('../../lib/words');

Page({
  data: { t: words, day: null, problem: '', asking: false },
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
  // The host shows what is sent and the driver takes it there; what is left waits for a day and can be taken again.
  async payOut() {
    this.setData({ asking: true, problem: '' });
    try {
      const { mchId, appId, package: sent } = await api.payout();
      if (sent) await wx.requestMerchantTransfer({ mchId, appId, package: sent });
    } catch (problem) {
      if (problem.message) this.setData({ problem: problem.message });
    }
    this.setData({ asking: false });
    await this.load();
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
