// Where to, how much, pay. The order is made once, however often the button is pressed.
const api = require('../../lib/api');
const basket = require('../../lib/basket');
const page = require('../../lib/page');
const { pay } = require('../../lib/pay');
const { t } = require('../../lib/words');

page('checkOut', {
  data: { lines: [], total: 0, quote: null, sellers: {}, recipient: '', address: '', busy: false, problem: '', missing: {} },
  onLoad() {
    const direct = getApp().globalData.checkout;
    const lines = direct || basket.read();
    this.fromBasket = !direct;
    this.requestKey = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    this.setData({ lines, total: basket.total(lines), ...(wx.getStorageSync('address') || {}) });
    if (lines.length) this.quote();
  },
  items() {
    return basket.items(this.data.lines);
  },
  // The server's word on the price, with the coupons that count, and on what there is.
  async quote() {
    try {
      const [quote, { sellers }] = await Promise.all([api.quote(this.items()), api.home()]);
      const lines = basket.withShort(this.data.lines, quote.short);
      this.setData({ quote, sellers, lines, total: quote.total_fen, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  takeWhatThereIs() {
    const lines = this.data.lines.flatMap((line) => (line.left === null ? [line] : line.left ? [{ ...line, quantity: line.left }] : []));
    if (this.fromBasket) basket.write(lines.map(({ left, ...line }) => line));
    this.setData({ lines, quote: null, total: basket.total(lines) });
    if (lines.length) return this.quote();
    wx.switchTab({ url: '/pages/cart/cart' });
  },
  // From the person's own list at the host; who chooses none types.
  async choose() {
    try {
      const given = await wx.chooseAddress();
      const street = [given.detailInfo, given.streetName, given.countyName, given.cityName].filter(Boolean).join(', ');
      this.setData({ recipient: given.userName, address: street, missing: {} });
    } catch {
      // The fields are there.
    }
  },
  type(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`missing.${field}`]: false });
  },
  async submit(event) {
    const { recipient, address } = event.detail.value;
    const missing = { recipient: !recipient.trim(), address: !address.trim() };
    this.setData({ missing, problem: '' });
    if (missing.recipient || missing.address || this.data.busy) return;
    wx.setStorageSync('address', { recipient, address });
    this.setData({ busy: true });
    try {
      const { order, payment } = await api.order({
        items: this.items(),
        recipient: recipient.trim(),
        address: address.trim(),
        request_key: this.requestKey,
        ...(this.data.quote ? { total_fen: this.data.quote.total_fen } : {}),
      });
      if (this.fromBasket) basket.clear();
      await pay(order.number, payment);
      wx.redirectTo({ url: `/pages/order/order?number=${order.number}` });
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || t.problems.unknown });
      // Somebody was quicker, or the price has moved: the page shows what is so now.
      if (['price_moved', 'too_few', 'sold_out'].includes(problem.code)) {
        await this.quote();
        this.setData({ problem: problem.message });
      }
    }
  },
});
