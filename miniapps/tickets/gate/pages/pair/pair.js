// Once: the seller's code for the door, against the key that tickets are verified with.
const api = require('../../lib/api');
const book = require('../../lib/book');
const { w } = require('../../lib/words');

Page({
  data: { w, code: '', busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.door });
  },
  type(event) {
    this.setData({ code: event.detail.value, problem: '' });
  },
  async submit() {
    if (this.data.busy || !this.data.code.trim()) return;
    this.setData({ busy: true, problem: '' });
    try {
      const { public_key: key } = await api.pair(this.data.code.trim());
      book.setKey(key);
      wx.reLaunch({ url: '/pages/door/door' });
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || w.offline });
    }
  },
});
