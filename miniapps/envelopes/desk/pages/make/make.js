// A new gift: name, greeting, cover, money, shares, hours. The same button pressed again is the same gift.
const api = require('../../lib/api');
const { fenOf } = require('../../lib/money');
const { w } = require('../../lib/words');

const COVERS = ['lantern', 'moon', 'blossom', 'confetti', 'persimmon', 'jade', 'plum', 'night'];

Page({
  data: {
    w,
    covers: COVERS.map((id) => ({ id, name: w.covers[id] })),
    title: '',
    greeting: '',
    cover: COVERS[0],
    kind: 'lucky',
    amount: '',
    shares: '10',
    hours: '24',
    busy: false,
    problem: '',
  },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.newGift });
    this.renew();
  },
  renew() {
    this.requestKey = `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  },
  type(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value, problem: '' });
    this.renew();
  },
  pick(event) {
    this.setData({ cover: event.currentTarget.dataset.id });
    this.renew();
  },
  divide(event) {
    this.setData({ kind: event.currentTarget.dataset.kind });
    this.renew();
  },
  async submit() {
    const { title, greeting, cover, kind, amount, busy } = this.data;
    const [total, shares, hours] = [fenOf(amount), Number(this.data.shares), Number(this.data.hours)];
    const whole = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
    if (busy) return;
    if (!title.trim() || total < 1 || !whole(shares, 10000) || !whole(hours, 720)) {
      this.setData({ problem: w.problem_form });
      return;
    }
    this.setData({ busy: true, problem: '' });
    try {
      await api.make({ request_key: this.requestKey, title: title.trim(), greeting: greeting.trim(), cover, kind, total_fen: total, shares, hours });
      wx.showToast({ title: w.made, icon: 'success' });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || w.wrong });
    }
  },
});
