// One tap says how it was. Two stars or fewer open a complaint that the restaurant must answer.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const LOW = 2;

page('rateTitle', {
  data: { stars: 0, chosen: {}, text: '', busy: false, problem: '', low: false, reasons: [] },
  onLoad({ number }) {
    this.number = number;
  },
  pick(event) {
    const stars = Number(event.currentTarget.dataset.stars);
    const low = stars <= LOW;
    this.setData({ stars, low, chosen: {}, reasons: low ? t.badReasons : t.goodReasons });
  },
  toggle(event) {
    const { reason } = event.currentTarget.dataset;
    this.setData({ [`chosen.${reason}`]: !this.data.chosen[reason] });
  },
  type(event) {
    this.setData({ text: event.detail.value });
  },
  async send() {
    const { stars, chosen, text, reasons, busy } = this.data;
    if (busy) return;
    this.setData({ busy: true, problem: '' });
    const said = [reasons.filter((_, n) => chosen[n]).join(', '), text.trim()].filter(Boolean).join('. ');
    try {
      await api.rate(this.number, stars, said);
      wx.showToast({ title: t.thanks, icon: 'success' });
      wx.navigateBack({ fail: () => wx.redirectTo({ url: `/pages/order/order?number=${this.number}` }) });
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message });
    }
  },
});
