// What people ask in chat about this shop’s things, a thread for each of them; the answer goes into their chat.
const api = require('../../lib/api');
const listPage = require('../../lib/list_page');
const { t } = require('../../lib/words');

listPage('questions', api.questions, {
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
