// The basket lives in the program's storage: { restaurantId, restaurant, group, code, lines }. One restaurant at a time.
// In a group, every change is also told to the server, for the others to see.
const api = require('./api');
const { t, fill } = require('./words');

const KEY = 'basket';
// A new one each time: its lines are changed in place.
const empty = () => ({ restaurantId: '', restaurant: '', group: '', code: '', lines: [] });

const read = () => ({ ...empty(), ...(wx.getStorageSync(KEY) || {}) });
const count = (basket) => basket.lines.reduce((sum, line) => sum + line.quantity, 0);
const total = (basket) => basket.lines.reduce((sum, line) => sum + line.unit * line.quantity, 0);
const items = (basket) => basket.lines.map(({ dishId, quantity, choices }) => ({ dish_id: dishId, quantity, choices }));

function refreshBadge() {
  const number = count(read());
  if (number) wx.setTabBarBadge({ index: 1, text: String(number), fail() {} });
  else wx.removeTabBarBadge({ index: 1, fail() {} });
}

function write(basket) {
  wx.setStorageSync(KEY, basket);
  refreshBadge();
  return basket;
}

async function tellGroup(basket) {
  if (!basket.group) return;
  try {
    await api.groupLines(basket.group, wx.getStorageSync('name') || '·', items(basket));
  } catch (problem) {
    // The group is over: what is in the basket stays one's own.
    if (problem.code === 'group_closed' || problem.code === 'group_unknown') write({ ...read(), group: '' });
    wx.showToast({ title: problem.message, icon: 'none' });
  }
}

// place: { id, name }; line: { dishId, name, choices, labels, unit, quantity }. False when the person keeps the old one.
async function add(place, line) {
  let basket = read();
  if (basket.lines.length && basket.restaurantId !== place.id) {
    const { confirm } = await wx.showModal({
      title: t.newBasketTitle,
      content: fill(t.newBasketText, basket.restaurant, place.name),
      confirmText: t.newBasketYes,
      cancelText: t.newBasketNo,
    });
    if (!confirm) return false;
    basket = empty();
  }
  if (basket.restaurantId !== place.id) basket = { ...empty(), restaurantId: place.id, restaurant: place.name };
  const key = line.dishId + JSON.stringify(line.choices);
  const same = basket.lines.find((one) => one.key === key);
  if (same) same.quantity = Math.min(20, same.quantity + line.quantity);
  else basket.lines.push({ ...line, key });
  write(basket);
  await tellGroup(basket);
  return true;
}

function setQuantity(key, quantity) {
  const basket = read();
  basket.lines = basket.lines.flatMap((line) => (line.key !== key ? [line] : quantity > 0 ? [{ ...line, quantity }] : []));
  if (!basket.lines.length && !basket.group) return write(empty());
  write(basket);
  tellGroup(basket);
  return basket;
}

// What a basket is for the server's rules.
function asked(basket, address) {
  const common = { restaurant_id: basket.restaurantId, address, code: basket.code };
  return basket.group ? { ...common, group: basket.group } : { ...common, items: items(basket) };
}

module.exports = { read, write, add, setQuantity, count, total, items, asked, refreshBadge, clear: () => write(empty()) };
