// One order, live: where it is, the courier on the map, what comes back, and what one can still do about it.
const again = require('../../lib/again');
const api = require('../../lib/api');
const page = require('../../lib/page');
const { pay } = require('../../lib/pay');
const poll = require('../../lib/poll');
const seen = require('../../lib/seen');
const { t, fill, yuan } = require('../../lib/words');

const LIVE_MS = 2000;
const QUIET_MS = 8000;

page('orderTitle', {
  data: { order: null, markers: [], polyline: [], points: [], busy: false, problem: '' },
  onLoad({ number }) {
    this.number = number;
  },
  onShow() {
    poll.start(this, () => this.load(), this.data.order && this.data.order.state === 'delivered' ? QUIET_MS : LIVE_MS);
  },
  onHide() {
    poll.stop(this);
  },
  onUnload() {
    poll.stop(this);
  },
  async load() {
    try {
      this.show(await api.showOrder(this.number));
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  show(order) {
    const { path, courier } = order.map;
    const mark = (id, at, icon, title) => ({ id, ...at, iconPath: `/images/marks/${icon}.svg`, width: 36, height: 36, anchor: { x: 0.5, y: 0.5 }, ariaLabel: title });
    const markers = [mark(1, path[0], 'kitchen', order.restaurant), mark(2, path[path.length - 1], 'home', order.address)];
    if (courier) markers.push({ ...mark(3, courier, 'courier', order.map.courier_name), zIndex: 9 });
    const drawn = this.data.points.length ? {} : { points: path, polyline: [{ points: path, color: '#bf4b28cc', width: 5 }] };
    // What went wrong stays until the network is back, however often the kept order is looked at.
    this.setData({ order, markers, problem: seen.isOld() ? this.data.problem : '', ...drawn });
    // What is over stands still, once what comes back has come.
    const over = order.state === 'delivered' || order.state === 'cancelled' || order.state === 'refused';
    if (over && order.refund_done) poll.stop(this);
  },
  async pay() {
    await this.work(async () => {
      const { payment } = await api.payment(this.number);
      await pay(this.number, payment);
      poll.start(this, () => this.load(), LIVE_MS);
    });
  },
  async cancel() {
    const paid = this.data.order.state !== 'awaiting_payment';
    const { confirm } = await wx.showModal({
      title: t.cancelTitle,
      content: paid ? t.cancelPaid : t.cancelUnpaid,
      confirmText: t.cancelYes,
      cancelText: t.keep,
    });
    if (confirm) await this.work(async () => this.show(await api.cancel(this.number)));
  },
  async missing(event) {
    const { id, name, value, quantity, claimed } = event.currentTarget.dataset;
    const one = Math.floor((value * (claimed + 1)) / quantity) - Math.floor((value * claimed) / quantity);
    const { confirm } = await wx.showModal({
      title: fill(t.missingTitle, name),
      content: fill(t.missingText, yuan(one)),
      confirmText: t.missingYes,
      cancelText: t.missingNo,
    });
    if (confirm) await this.work(async () => this.show(await api.claim(this.number, id, 1)));
  },
  rate() {
    wx.navigateTo({ url: `/pages/rate/rate?number=${this.number}` });
  },
  repeat() {
    again.order(this.data.order);
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      await action();
    } catch (problem) {
      this.setData({ problem: problem.message || t.problems.unknown });
    }
    this.setData({ busy: false });
  },
  copy() {
    wx.setClipboardData({ data: this.number });
  },
  onShareAppMessage() {
    return { title: fill(t.sharePlace, this.data.order.restaurant), path: `/pages/place/place?id=${this.data.order.restaurant_id}` };
  },
});
