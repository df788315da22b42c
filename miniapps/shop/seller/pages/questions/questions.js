// What people ask in chat about this shop’s things; the answer goes into their chat.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

page('questions', {
  data: { items: null, problem: '' },
  onShow() {
    this.load();
  },
  async load() {
    try {
      const { items } = await api.questions();
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
    const { number } = event.currentTarget.dataset;
    const { confirm, content } = await wx.showModal({
      title: t.answerTitle,
      editable: true,
      placeholderText: t.answerHint,
      confirmText: t.answerSend,
      cancelText: t.back,
    });
    if (confirm && (content || '').trim()) await this.work(() => api.answer(number, content.trim()));
  },
});
