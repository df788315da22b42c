// One order: how it stands, where its parcels are, what goes back, and what can still be done.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { pay } = require('../../lib/pay');
const { t } = require('../../lib/words');

const LOOK_SECONDS = 10;

page('order', {
  data: { order: null, sellers: {}, problem: '', busy: false },
  onLoad({ number }) {
    this.number = number;
  },
  onShow() {
    this.load();
    this.seconds = 0;
    this.timer = setInterval(() => this.tick(), 1000);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  tick() {
    const { order } = this.data;
    if (!order) return;
    if (order.state === 'awaiting_payment') {
      if (order.seconds_left > 1) this.setData({ 'order.seconds_left': order.seconds_left - 1 });
      else this.load();
    } else if (++this.seconds % LOOK_SECONDS === 0 && ['paid', 'packed', 'sent'].includes(order.stage)) this.load();
  },
  async load() {
    try {
      const order = await api.showOrder(this.number);
      const { sellers } = order.parts.length ? await api.home() : { sellers: {} };
      const names = Object.fromEntries(order.lines.map((line) => [line.id, line.name]));
      order.returns = order.returns.map((one) => ({ ...one, name: names[one.line_id] }));
      this.setData({ order, sellers, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async pay() {
    await this.work(async () => {
      const { payment } = await api.payment(this.number);
      await pay(this.number, payment);
    });
  },
  async cancel() {
    const paid = this.data.order.state === 'paid';
    const { confirm } = await wx.showModal({
      title: paid ? t.refundAsk : t.cancelAsk,
      content: paid ? t.refundAskText : t.cancelAskText,
      confirmText: paid ? t.refundYes : t.cancelYes,
      cancelText: t.keepIt,
    });
    if (confirm) await this.work(() => api.cancel(this.number));
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    let said = '';
    try {
      await action();
    } catch (problem) {
      said = problem.message || t.problems.unknown;
    }
    await this.load();
    this.setData({ busy: false, ...(said ? { problem: said } : {}) });
  },
  sendBack(event) {
    this.go('return', event);
  },
  review(event) {
    this.go('review', event);
  },
  go(name, event) {
    wx.navigateTo({ url: `/pages/${name}/${name}?number=${this.number}&line=${event.currentTarget.dataset.line}` });
  },
  copy() {
    wx.setClipboardData({ data: this.number });
  },
});
