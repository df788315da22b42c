// What came in and what went back, day by day, from the shop's own books; and what the host's books say of the account
// that the money is on.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('takings', {
  data: { days: null, net: 0, account: null, problem: '', accountProblem: '' },
  onShow() {
    this.load();
  },
  load() {
    this.fetchTakings();
    this.fetchAccount();
  },
  async fetchAccount() {
    try {
      this.setData({ account: await api.account(), accountProblem: '' });
    } catch (problem) {
      this.setData({ accountProblem: problem.message });
    }
  },
  async fetchTakings() {
    try {
      const { days, net_fen } = await api.takings();
      this.setData({ days, net: net_fen, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
});
