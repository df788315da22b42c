// Coupons of all sellers: what can be claimed, what one has. The best one counts by itself at checkout.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('coupons', {
  data: { coupons: null, sellers: {}, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const [{ coupons }, { sellers }] = await Promise.all([api.coupons(), api.home()]);
      this.setData({ coupons, sellers, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async claim(event) {
    try {
      await api.claim(event.currentTarget.dataset.id);
      wx.showToast({ title: t.claimed, icon: 'success' });
      await this.load();
    } catch (problem) {
      await this.load();
      this.setData({ problem: problem.message });
    }
  },
});
