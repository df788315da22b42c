// What one says of a thing one has received; said before, it is changed here.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('review', {
  data: { line: null, stars: 0, text: '', pictures: [], problem: '', busy: false },
  async onLoad({ number, line }) {
    this.number = number;
    try {
      const order = await api.showOrder(number);
      const found = order.lines.find((one) => one.id === Number(line));
      const { stars = 0, text = '', pictures = [] } = found.review || {};
      this.setData({ line: found, stars, text, pictures });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  star(event) {
    this.setData({ stars: event.detail.value });
  },
  type(event) {
    this.setData({ text: event.detail.value });
  },
  keep(event) {
    this.setData({ pictures: event.detail.ids });
  },
  async submit() {
    const { busy, stars, text, pictures, line } = this.data;
    if (busy) return;
    if (!stars) return this.setData({ problem: t.starsMissing });
    this.setData({ busy: true, problem: '' });
    try {
      await api.review(this.number, line.id, { stars, text: text.trim(), pictures });
      wx.showToast({ title: t.thankYou, icon: 'success' });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
    }
  },
});
