// What merchants give away. The host's own sheet opens a gift; its link works for people who have no account yet.
const api = require('../../lib/api');
const { w, say, moment } = require('../../lib/words');

const OPENED = 'opened';

const opened = () => wx.getStorageSync(OPENED) || [];

const shownGift = (one) => ({ ...one, isMine: opened().includes(one.token), left: say(w.giftLeft, { n: one.shares - one.taken }), until: say(w.until, { moment: moment(one.expires_at) }) });

Page({
  data: { w, gifts: null, problem: '', busy: '' },
  onShow() {
    wx.setNavigationBarTitle({ title: w.gifts });
    this.load();
  },
  async load() {
    try {
      this.setData({ gifts: (await api.gifts()).map(shownGift), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async take(event) {
    const { token } = event.currentTarget.dataset;
    if (this.data.busy) return;
    this.setData({ busy: token });
    let problem = '';
    try {
      await wx.claimEnvelope({ token });
      this.remember(token);
    } catch (left) {
      if (/fail mine$/.test(left.errMsg)) this.remember(token); // opened before, by its link or on another device
      else if (/network/.test(left.errMsg)) problem = w.offline;
    }
    await this.load();
    this.setData({ busy: '', ...(problem ? { problem } : {}) });
  },
  remember(token) {
    wx.setStorageSync(OPENED, [token, ...opened().filter((one) => one !== token)].slice(0, 50));
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
