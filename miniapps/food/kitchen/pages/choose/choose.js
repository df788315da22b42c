// Where does one work? Chosen once; a real restaurant asks for its code, but not those who have worked there before.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('chooseTitle', {
  data: { mine: [], others: null, codeNeeded: false, code: '', problem: '', busy: false },
  onLoad({ to }) {
    this.to = ['pages/board/board', 'pages/dishes/dishes'].includes(to) ? to : 'pages/board/board';
    this.load();
  },
  async load() {
    try {
      const { restaurants, mine, code_needed } = await api.choices();
      const [own, others] = [true, false].map((known) => restaurants.filter(({ id }) => mine.includes(id) === known));
      this.setData({ mine: own, others, codeNeeded: code_needed, problem: '' });
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
      wx.switchTab({ url: `/${this.to}` });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
});
