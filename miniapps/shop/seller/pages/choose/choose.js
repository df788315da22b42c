// For which shop does one work? Chosen once; a real market asks for the shop's code.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('chooseTitle', {
  data: { shops: null, codeNeeded: false, code: '', problem: '', busy: false },
  onLoad() {
    this.load();
  },
  async load() {
    try {
      const { shops, code_needed } = await api.choices();
      this.setData({ shops, codeNeeded: code_needed, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  type(event) {
    this.setData({ code: event.detail.value });
  },
  async join(event) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      await api.join(event.currentTarget.dataset.id, this.data.code.trim());
      wx.switchTab({ url: '/pages/orders/orders' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
});
