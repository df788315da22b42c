// What people ask in chat about this shop’s things, a thread for each of them; the answer goes into their chat.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const listPage = require('../../lib/list_page');
const { t } = require('../../lib/words');

listPage('questions', api.questions, {
  async answer(event) {
    const { number } = event.currentTarget.dataset;
    const question = { title: t.answerTitle, placeholderText: t.answerHint, confirmText: t.answerSend, cancelText: t.back };
    await ask(`question ${number}`, question, (words) => !words || this.work(() => api.answer(number, words)));
  },
});
