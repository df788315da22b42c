// A new coupon: what it takes off, from when to when, for how many.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const day = (later) => {
  const date = new Date(Date.now() + later * 86_400_000);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((one) => String(one).padStart(2, '0')).join('-');
};
// The beginning of a day here, as UTC text.
const stampOf = (text, later = 0) => {
  const [year, month, date] = text.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString().slice(0, 19) + 'Z';
};

page('newCoupon', {
  data: { kind: 'percent', value: '10', minimum: '50', from: day(0), to: day(30), total: '100', each: '1', problem: '', busy: false },
  choose(event) {
    this.setData({ kind: event.currentTarget.dataset.kind });
  },
  again() {
    this.setData({ problem: '' });
  },
  type(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },
  async submit() {
    const { kind, value, minimum, from, to, total, each, busy } = this.data;
    if (busy) return;
    const form = {
      kind,
      value: kind === 'percent' ? Number(value) : Math.round(Number(value) * 100),
      minimum_fen: Math.round(Number(minimum) * 100),
      starts_at: stampOf(from),
      ends_at: stampOf(to, 1),
      claims_max: Number(total),
      claims_per_person_max: Number(each),
    };
    const numbers = [form.value, form.minimum_fen, form.claims_max, form.claims_per_person_max];
    if (!numbers.every((one) => Number.isInteger(one) && one >= 0) || !form.value) {
      return this.setData({ problem: t.numbersWrong });
    }
    this.setData({ busy: true, problem: '' });
    try {
      await api.makeCoupon(form);
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
    }
  },
});
