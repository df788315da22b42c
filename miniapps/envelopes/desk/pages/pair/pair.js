// Once: the desk's code.
const api = require('../../lib/api');
const { w } = require('../../lib/words');

Page({
  data: { w, code: '', busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.desk });
  },
  type(event) {
    this.setData({ code: event.detail.value, problem: '' });
  },
  async submit() {
    if (this.data.busy || !this.data.code.trim()) return;
    this.setData({ busy: true, problem: '' });
    try {
      await api.pair(this.data.code.trim());
      wx.reLaunch({ url: '/pages/desk/desk' });
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || w.wrong });
    }
  },
});
