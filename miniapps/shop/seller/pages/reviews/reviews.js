// What buyers say, unanswered ones first; a word below each.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('reviews', {
  data: { items: null, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { items } = await api.reviews();
      this.setData({ items, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async work(action) {
    if (this.busy) return;
    this.busy = true;
    let said = '';
    try {
      await action();
    } catch (problem) {
      said = problem.message;
    }
    await this.load();
    if (said) this.setData({ problem: said });
    this.busy = false;
  },
  async answer(event) {
    const { line, answer } = event.currentTarget.dataset;
    const { confirm, content } = await wx.showModal({
      title: t.answerTitle,
      editable: true,
      content: answer,
      placeholderText: t.answerHint,
      confirmText: t.answerSend,
      cancelText: t.back,
    });
    if (confirm) await this.work(() => api.answerReview(line, (content || '').trim()));
  },
});
