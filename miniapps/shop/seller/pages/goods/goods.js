// A product in the seller's own words: a new one, with its first variant, or one that is on the shelf.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const fenOf = (text) => Math.round(Number(String(text).replace(',', '.')) * 100);

page('', {
  data: {
    id: '', name: '', blurb: '', brand: '', category: '', picture: '', label: '', price: '', left: '',
    categories: [], problem: '', busy: '',
  },
  onLoad({ id = '' }) {
    wx.setNavigationBarTitle({ title: id ? t.editGoods : t.newGoods });
    this.setData({ id });
    this.load();
  },
  async load() {
    const { id } = this.data;
    this.setData({ problem: '' });
    if (this.ready) return;
    try {
      const { categories } = await api.shelves();
      this.setData({ categories, category: categories[0].id });
      if (!id) return (this.ready = true);
      const [product] = (await api.product(id)).items;
      if (!product) return this.setData({ problem: t.problems.product_unknown });
      const { name, blurb, category, picture } = product;
      const brand = product.brand ? product.brand.name : '';
      this.setData({ name, blurb, brand, category, picture });
      this.branded = brand;
      this.ready = true;
      this.before = picture;
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  type(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },
  choose(event) {
    this.setData({ category: event.currentTarget.dataset.id });
  },
  async pick() {
    if (this.data.busy) return;
    let file;
    try {
      [file] = (await wx.chooseMedia({ count: 1, mediaType: ['image'] })).tempFiles;
    } catch {
      return; // closed without choosing
    }
    this.setData({ busy: 'picture', problem: '' });
    try {
      this.setData({ picture: await api.upload(file.tempFilePath) });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: '' });
  },
  drop() {
    this.setData({ picture: '' });
  },
  // Null, and said, when something is missing.
  form() {
    const { id, name, blurb, brand, category, picture, label, price, left } = this.data;
    const form = { name: name.trim(), blurb: blurb.trim(), category };
    if (brand.trim() !== this.branded) form.brand = brand.trim();
    if (picture !== this.before) form.picture = picture;
    if (!id) Object.assign(form, { label: label.trim(), price_fen: fenOf(price), stock: Number(left) });
    const good = id || (form.label && form.price_fen > 0 && Number.isInteger(form.stock) && form.stock >= 0 && left !== '');
    if (form.name && good) return form;
    this.setData({ problem: t.goodsMissing });
    return null;
  },
  async submit() {
    const { id, busy } = this.data;
    const form = busy ? null : this.form();
    if (!form) return;
    this.setData({ busy: 'save', problem: '' });
    try {
      if (id) await api.reword(id, form);
      else await api.create(form);
      wx.showToast({ title: id ? t.saved : t.added, icon: 'success' });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: '' });
  },
});
