// A limited drop: so many pieces of one variant, sold by a queue from one moment on.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const two = (number) => String(number).padStart(2, '0');
const dayOf = (date) => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
// A day and an hour here, as UTC text.
const stampOf = (day, hour) => {
  const [year, month, date] = day.split('-').map(Number);
  const [hours, minutes] = hour.split(':').map(Number);
  return new Date(year, month - 1, date, hours, minutes).toISOString().slice(0, 19) + 'Z';
};
// The full hour after next, so that people have time to come.
const soon = new Date(Date.now() + 2 * 3_600_000);

page('newDrop', {
  data: { name: '', label: '', pieces: '20', day: dayOf(soon), hour: `${two(soon.getHours())}:00`, problem: '', busy: false },
  onLoad({ product, variant }) {
    this.variant = variant;
    this.product = product;
    this.load();
  },
  async load() {
    const { product, variant } = this;
    if (this.data.name) return this.setData({ problem: '' });
    try {
      const [found] = (await api.product(product)).items;
      const mine = found && found.variants.find((one) => one.id === variant);
      // A link from long ago, or none of a product at all: what can be made limited stands on the shelf.
      if (!mine) return wx.switchTab({ url: '/pages/shelf/shelf' });
      this.setData({ name: found.name, label: mine.label, pieces: String(mine.stock || 20), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message || t.problems.unknown });
    }
  },
  type(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },
  async submit() {
    const { pieces, day, hour, busy } = this.data;
    if (busy) return;
    const quantity = Number(pieces);
    if (!Number.isInteger(quantity) || quantity < 1) return this.setData({ problem: t.numbersWrong });
    this.setData({ busy: true, problem: '' });
    try {
      await api.makeDrop({ variant_id: this.variant, quantity, opens_at: stampOf(day, hour) });
      wx.showToast({ title: t.dropMade, icon: 'success' });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message, busy: false });
    }
  },
});
