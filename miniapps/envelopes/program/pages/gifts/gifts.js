// What merchants give away. The host's own sheet opens a gift; its link works for people who have no account yet.
const api = require('../../lib/api');
const { w, say, moment } = require('../../lib/words');

const KEY = 'gifts';

const shownGift = (one) => ({ ...one, left: say(w.giftLeft, { n: one.shares - one.taken }), until: say(w.until, { moment: moment(one.expires_at) }) });

Page({
  data: { w, gifts: null, problem: '', busy: '' },
  onShow() {
    wx.setNavigationBarTitle({ title: w.gifts });
    this.load();
  },
  async load() {
    try {
      const gifts = await api.gifts();
      wx.setStorageSync(KEY, gifts);
      this.setData({ gifts: gifts.map(shownGift), problem: '' });
    } catch (problem) {
      this.setData({ gifts: (wx.getStorageSync(KEY) || []).map(shownGift), problem: problem.message });
    }
  },
  async take(event) {
    const { token } = event.currentTarget.dataset;
    if (this.data.busy) return;
    this.setData({ busy: token });
    try {
      await wx.claimEnvelope({ token });
      wx.showToast({ title: w.taken, icon: 'success' });
    } catch (left) {
      if (!/cancel/.test(left.errMsg)) wx.showToast({ title: w.wrong, icon: 'none' });
    }
    this.setData({ busy: '' });
    this.load();
  },
  async copy(event) {
    await wx.setClipboardData({ data: event.currentTarget.dataset.link });
    wx.showToast({ title: w.linkCopied, icon: 'none', duration: 3000 });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  onShareAppMessage() {
    return { title: w.giftsTitle, path: '/pages/gifts/gifts' };
  },
});
