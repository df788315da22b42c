// What buyers say, unanswered ones first; a word below each.
const api = require('../../lib/api');
const listPage = require('../../lib/list_page');
const { t } = require('../../lib/words');

listPage('reviews', api.reviews, {
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
