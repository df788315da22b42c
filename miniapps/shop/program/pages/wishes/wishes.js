// The wish list: what each thing cost when it was put there, and what it costs now.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('wishList', {
  data: { items: null, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { items } = await api.wishes();
      this.setData({ items, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  open(event) {
    wx.navigateTo({ url: `/pages/product/product?id=${event.currentTarget.dataset.id}` });
  },
  async remove(event) {
    try {
      await api.dropWish(event.currentTarget.dataset.id);
      await this.load();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  browse() {
    wx.switchTab({ url: '/pages/index/index' });
  },
});
