// The same once more: today's dishes and prices; what is no longer there is said. With nothing to look at first it leads
// straight to the checkout.
const api = require('./api');
const basket = require('./basket');
const { t, fill } = require('./words');

async function order(old) {
  try {
    const place = await api.place(old.restaurant_id);
    const dishes = place.categories.flatMap((one) => one.dishes);
    const gone = [];
    const wasEmpty = !basket.read().lines.length;
    for (const line of old.lines) {
      const dish = dishes.find((one) => one.id === line.dish_id);
      if (!dish || !dish.stock) {
        gone.push(line.name);
        continue;
      }
      const ids = Object.values(line.choices).flat();
      const extra = dish.options.flatMap((option) => option.choices).filter((choice) => ids.includes(choice.id));
      const unit = dish.price_fen + extra.reduce((sum, choice) => sum + choice.price_fen, 0);
      const { choices, labels, name, quantity } = line;
      if (!(await basket.add({ id: place.id, name: place.name }, { dishId: dish.id, name, choices, labels, unit, quantity }))) return;
    }
    if (gone.length) await wx.showModal({ title: t.soldOut, content: fill(t.goneText, gone.join(', ')), showCancel: false });
    if (wasEmpty && !gone.length) wx.navigateTo({ url: '/pages/checkout/checkout' });
    else wx.switchTab({ url: '/pages/basket/basket' });
  } catch (problem) {
    wx.showToast({ title: problem.message || t.problems.unknown, icon: 'none' });
  }
}

module.exports = { order };
