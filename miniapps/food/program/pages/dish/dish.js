// One dish: what it is, how one wants it, how many. From here, or changed from the basket.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const place = require('../../lib/place');

page('', {
  data: { dish: null, options: [], quantity: 1, unit: 0, problem: '', busy: false },
  onLoad({ place: id, dish }) {
    this.placeId = id;
    this.dishId = dish;
    this.load();
  },
  async load() {
    try {
      this.place = await api.place(this.placeId, place.read().address);
      const dish = this.place.categories.flatMap((one) => one.dishes).find((one) => one.id === this.dishId);
      wx.setNavigationBarTitle({ title: dish.name });
      const options = dish.options.map((option) => ({
        ...option,
        choices: option.choices.map((choice, n) => ({ ...choice, on: option.kind === 'one' && n === 0 })),
      }));
      this.setData({ dish, options, problem: '' });
      this.count();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  choose(event) {
    const { option, choice } = event.currentTarget.dataset;
    const { kind, choices } = this.data.options[option];
    const changed = choices.map((one, n) => ({ ...one, on: kind === 'one' ? n === choice : n === choice ? !one.on : one.on }));
    this.setData({ [`options[${option}].choices`]: changed });
    this.count();
  },
  chosen() {
    return this.data.options.flatMap((option) => option.choices.filter((choice) => choice.on));
  },
  count() {
    this.setData({ unit: this.data.dish.price_fen + this.chosen().reduce((sum, choice) => sum + choice.price_fen, 0) });
  },
  changeQuantity(event) {
    this.setData({ quantity: event.detail.value });
  },
  async add() {
    const { dish, options, quantity, unit } = this.data;
    const choices = {};
    for (const option of options) {
      const ids = option.choices.filter((choice) => choice.on).map((choice) => choice.id);
      if (ids.length) choices[option.id] = ids;
    }
    const labels = this.chosen().map((choice) => choice.name);
    this.setData({ busy: true });
    const added = await basket.add(
      { id: this.placeId, name: this.place.name },
      { dishId: dish.id, name: dish.name, choices, labels, unit, quantity },
    );
    this.setData({ busy: false });
    if (!added) return;
    if (getCurrentPages().length > 1) wx.navigateBack();
    else wx.redirectTo({ url: `/pages/place/place?id=${this.placeId}` });
  },
  onShareAppMessage() {
    return { title: this.data.dish.name, path: `/pages/dish/dish?place=${this.placeId}&dish=${this.dishId}` };
  },
});
