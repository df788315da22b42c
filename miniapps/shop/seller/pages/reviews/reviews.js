// What buyers say, unanswered ones first; a word below each.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const listPage = require('../../lib/list_page');
const { t } = require('../../lib/words');

listPage('reviews', api.reviews, {
  async answer(event) {
    const { line, answer } = event.currentTarget.dataset;
    const question = { title: t.answerTitle, content: answer, placeholderText: t.answerHint, confirmText: t.answerSend, cancelText: t.back };
    await ask(`review ${line}`, question, (words) => this.work(() => api.answerReview(line, words)));
  },
});
