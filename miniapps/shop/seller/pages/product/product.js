// One product at the desk: price and stock of each variant, and a new one. What was sold while somebody typed is kept:
// the server compares with the stock that was shown.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const fenOf = (text) => Math.round(Number(String(text).replace(',', '.')) * 100);
const edited = (one) => ({ ...one, price: (one.price_fen / 100).toFixed(2), left: String(one.stock) });

page('', {
  data: { product: null, variants: [], fresh: { label: '', price: '', left: '' }, problem: '', busy: '' },
  onLoad({ id }) {
    this.id = id;
  },
  onShow() {
    this.load();
  },
  edit() {
    wx.navigateTo({ url: `/pages/goods/goods?id=${this.id}` });
  },
  // What somebody is typing is not replaced by what the server says when it is back.
  again() {
    if (this.typed) this.setData({ problem: '' });
    else this.load();
  },
  async load() {
    this.typed = false;
    try {
      const [product] = (await api.product(this.id)).items;
      if (!product) return this.setData({ problem: t.problems.product_unknown });
      wx.setNavigationBarTitle({ title: product.name });
      this.setData({ product, variants: product.variants.map(edited), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  drop(event) {
    wx.navigateTo({ url: `/pages/drop/drop?product=${this.id}&variant=${event.currentTarget.dataset.id}` });
  },
  async callOff(event) {
    const { drop } = event.currentTarget.dataset;
    const { confirm } = await wx.showModal({ title: t.callOffAsk, content: t.callOffText, confirmText: t.callOff, cancelText: t.back });
    if (confirm) await this.work(drop, () => api.callOff(drop), t.calledOff);
  },
  type(event) {
    const { index, field } = event.currentTarget.dataset;
    this.typed = true;
    this.setData({ [`variants[${index}].${field}`]: event.detail.value });
  },
  typeFresh(event) {
    this.typed = true;
    this.setData({ [`fresh.${event.currentTarget.dataset.field}`]: event.detail.value });
  },
  // Null, and said, when it is no number.
  form({ label, price, left }) {
    const form = { label: label.trim(), price_fen: fenOf(price), stock: Number(left) };
    if (form.label && form.price_fen > 0 && Number.isInteger(form.stock) && form.stock >= 0 && left !== '') return form;
    this.refuse(t.numbersWrong);
    return null;
  },
  async save(event) {
    const one = this.data.variants[event.currentTarget.dataset.index];
    const form = this.form(one);
    if (form) await this.work(one.id, () => api.changeVariant(one.id, { ...form, seen_stock: one.stock }), t.saved);
  },
  async add() {
    const form = this.form(this.data.fresh);
    if (!form) return;
    const done = await this.work('fresh', () => api.addVariant(this.id, form), t.added);
    if (done) this.setData({ fresh: { label: '', price: '', left: '' } });
  },
  async work(busy, action, said) {
    if (this.data.busy) return false;
    this.setData({ busy, problem: '' });
    let refused = '';
    try {
      await action();
      wx.showToast({ title: said, icon: 'success' });
    } catch (problem) {
      refused = problem.message;
      // Without network nothing has changed, and what was typed would be gone.
      if (problem.code === 'offline') {
        this.setData({ busy: '' });
        this.refuse(refused);
        return false;
      }
    }
    await this.load();
    this.setData({ busy: '' });
    if (refused) this.refuse(refused);
    return !refused;
  },
  // Said where it is read: the list is long, and the top of the page far from the button.
  refuse(problem) {
    this.setData({ problem });
    wx.showToast({ title: problem, icon: 'none' });
  },
});
