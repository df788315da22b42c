// What came in and what went back, day by day, from the shop's own books.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('takings', {
  data: { days: null, net: 0, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { days, net_fen } = await api.takings();
      this.setData({ days, net: net_fen, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
});
