// Sending a thing back: how many, why, and what one gets for it.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const REASONS = ['damaged', 'wrong', 'size', 'missing', 'changed'];

page('sendBack', {
  data: { line: null, quantity: 1, worth: 0, reason: '', text: '', pictures: [], problem: '', busy: false },
  async onLoad({ number, line }) {
    this.number = number;
    this.requestKey = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    this.setData({ reasons: REASONS.map((id) => ({ id, text: t.reasons[id] })) });
    try {
      const order = await api.showOrder(number);
      this.setData({ line: order.lines.find((one) => one.id === Number(line)) });
      this.price(1);
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  // About: the server counts with what went back before, to the last fen.
  price(quantity) {
    const { line } = this.data;
    this.setData({ quantity, worth: Math.floor((line.paid_fen * quantity) / line.quantity) });
  },
  count(event) {
    this.price(event.detail.value);
  },
  choose(event) {
    this.setData({ reason: event.currentTarget.dataset.id });
  },
  type(event) {
    this.setData({ text: event.detail.value });
  },
  keep(event) {
    this.setData({ pictures: event.detail.ids });
  },
  async submit() {
    const { busy, line, quantity, reason, text, pictures } = this.data;
    if (busy) return;
    if (!reason) return this.setData({ problem: t.reasonMissing });
    this.setData({ busy: true, problem: '' });
    const form = { line_id: line.id, quantity, reason, text: text.trim(), pictures, request_key: this.requestKey };
    try {
      await api.sendBack(this.number, form);
      wx.showToast({ title: t.returnAsked, icon: 'success' });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
    }
  },
});
