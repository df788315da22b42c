// What is there today: a switch and a number for each dish.
const api = require('../../lib/api');
const ask = require('../../lib/ask');
const page = require('../../lib/page');
const { t, fill } = require('../../lib/words');

page('tabDishes', {
  data: { groups: null, problem: '' },
  onShow() {
    this.load();
  },
  load() {
    return this.work(() => api.dishes());
  },
  // Whether it was done. What is shown stays when it was not: a switch goes back to where it was.
  async work(action) {
    const { groups } = this.data;
    try {
      const { dishes } = await action();
      const names = [...new Set(dishes.map((dish) => dish.category))];
      this.setData({ groups: names.map((name) => ({ name, dishes: dishes.filter((dish) => dish.category === name) })), problem: '' });
    } catch (problem) {
      if (problem.code !== 'no_workplace') this.setData({ groups, problem: problem.message });
      return false;
    }
    return true;
  },
  toggle(event) {
    const { id, stock } = event.currentTarget.dataset;
    this.work(() => api.dish(id, event.detail.value, stock));
  },
  async count(event) {
    const { id, name, stock, sale } = event.currentTarget.dataset;
    const question = { title: fill(t.countTitle, name), content: String(stock), confirmText: t.save, cancelText: t.keep };
    await ask(`dish ${id}`, question, (words) => {
      const number = Number(words);
      return !words || !Number.isInteger(number) || number < 0 || number >= 1000 || this.work(() => api.dish(id, sale, number));
    });
  },
});
