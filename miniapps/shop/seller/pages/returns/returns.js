// What people want to send back: yes, and whether it goes on the shelf again; or no, and why.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const listPage = require('../../lib/list_page');
const { t, fill } = require('../../lib/words');

listPage('tabReturns', api.returns, {
  async accept(event) {
    const { id } = event.currentTarget.dataset;
    const choices = [t.restockYes, t.restockNo];
    try {
      const { tapIndex } = await wx.showActionSheet({ itemList: choices, alertText: t.restockAsk });
      await this.work(() => api.decide(id, { accept: true, restock: tapIndex === 0, answer: '' }));
    } catch {
      // closed without choosing
    }
  },
  async refuse(event) {
    const { id, name } = event.currentTarget.dataset;
    const question = { title: fill(t.refuseAsk, name), placeholderText: t.refuseHint, confirmText: t.refuse, cancelText: t.back };
    await ask(`return ${id}`, question, (answer) => this.work(() => api.decide(id, { accept: false, answer })));
  },
});
