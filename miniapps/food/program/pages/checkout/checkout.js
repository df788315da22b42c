// Where to, when, how much, pay. The order is made once, however often the button is pressed.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const { pay } = require('../../lib/pay');
const place = require('../../lib/place');
const { t, fill, say } = require('../../lib/words');

const two = (number) => String(number).padStart(2, '0');

function slotText(text) {
  const date = new Date(text);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.getDate() === new Date().getDate() ? clock : fill(t.tomorrow, clock);
}

page('checkout', {
  data: { where: place.read(), lines: [], quote: null, slots: [], slot: -1, note: '', busy: false, problem: '', group: null },
  onLoad({ group }) {
    this.group = group || '';
    this.requestKey = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
  },
  onShow() {
    this.setData({ where: place.read() });
    this.ask();
  },
  // In a group the server has everybody's lines; otherwise the basket is here.
  asked() {
    const mine = this.group ? { ...basket.read(), group: this.group } : basket.read();
    return basket.asked(mine, this.data.where.address);
  },
  async ask() {
    try {
      if (this.group) {
        const group = await api.group(this.group);
        const lines = group.people.flatMap((person) => person.lines.map((line) => ({ ...line, dishId: line.dish_id, unit: line.unit_fen, owner: person.name })));
        this.setData({ group, lines });
        if (basket.read().restaurantId !== group.restaurant_id) basket.write({ ...basket.read(), restaurantId: group.restaurant_id, restaurant: group.restaurant });
      } else {
        this.setData({ lines: basket.read().lines });
      }
      const quote = await api.quote(this.asked());
      const lost = this.data.slot >= 0 && this.data.slot >= quote.slots.length;
      this.setData({ quote, slots: quote.slots.map(slotText), problem: quote.problem ? say(quote.problem).message : '' });
      if (lost || (!quote.asap && this.data.slot < 0)) this.setData({ slot: quote.asap ? -1 : 0 });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  toAddress() {
    wx.navigateTo({ url: '/pages/address/address' });
  },
  soon() {
    this.setData({ slot: -1 });
  },
  pickSlot(event) {
    this.setData({ slot: Number(event.detail.value) });
  },
  type(event) {
    this.setData({ note: event.detail.value });
  },
  async submit() {
    const { where, quote, slot, note, busy } = this.data;
    if (busy || !quote) return;
    if (!where.address || !where.recipient) return this.toAddress();
    this.setData({ busy: true, problem: '' });
    try {
      const { order, payment } = await api.order({
        ...this.asked(),
        recipient: where.recipient,
        phone: where.phone,
        address: where.address,
        note: note.trim(),
        deliver_at: slot < 0 ? '' : quote.slots[slot],
        request_key: this.requestKey,
      });
      basket.clear();
      // It is ordered now: the order's page says how it stands, also when the network went while paying.
      if (payment) await pay(order.number, payment).catch(() => {});
      wx.redirectTo({ url: `/pages/order/order?number=${order.number}` });
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || t.problems.unknown });
    }
  },
});
