// What is there today: a switch and a number for each dish.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t, fill } = require('../../lib/words');

page('tabDishes', {
  data: { groups: null, problem: '' },
  onShow() {
    this.load(() => api.dishes());
  },
  async load(ask) {
    try {
      const { dishes } = await ask();
      const names = [...new Set(dishes.map((dish) => dish.category))];
      this.setData({ groups: names.map((name) => ({ name, dishes: dishes.filter((dish) => dish.category === name) })), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  toggle(event) {
    const { id, stock } = event.currentTarget.dataset;
    this.load(() => api.dish(id, event.detail.value, stock));
  },
  async count(event) {
    const { id, name, stock, sale } = event.currentTarget.dataset;
    const { confirm, content } = await wx.showModal({ title: fill(t.countTitle, name), editable: true, content: String(stock), confirmText: t.save, cancelText: t.keep });
    const number = Number(content);
    if (confirm && Number.isInteger(number) && number >= 0 && number < 1000) this.load(() => api.dish(id, sale, number));
  },
});
