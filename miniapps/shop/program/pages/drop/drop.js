// A limited drop: join, wait for the draw, buy while it is one's turn. The server decides; this page only looks.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const LOOK_MS = 3000;

page('limited', {
  data: { drop: null, problem: '', busy: false },
  onLoad({ id = '' }) {
    this.id = id;
  },
  onShow() {
    this.load();
    this.timer = setInterval(() => this.load(), LOOK_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  async load() {
    try {
      const { drops } = await api.drops();
      this.setData({ drop: drops.find((one) => one.id === this.id) || drops[0] || null, problem: drops.length ? '' : t.noDrop });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  // A right lasts a few minutes, and a seller may call it off: the host asks whether that may be told. A place in the
  // queue needs no yes.
  async mayTell() {
    try {
      const { turn, off } = (await api.news()).templates;
      const answer = await wx.requestSubscribeMessage({ tmplIds: [turn, off] });
      return { tell: answer[turn] === 'accept', tell_off: answer[off] === 'accept' };
    } catch {
      return { tell: false, tell_off: false };
    }
  },
  async join() {
    this.setData({ busy: true });
    try {
      this.setData({ drop: await api.joinDrop(this.data.drop.id, await this.mayTell()), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
    this.setData({ busy: false });
  },
  async buy() {
    const { drop } = this.data;
    try {
      const product = await api.product(drop.product_id);
      const piece = product.variants.find((one) => one.id === drop.variant_id);
      const line = { variantId: piece.id, productId: product.id, name: product.name, label: piece.label, priceFen: piece.price_fen, quantity: 1 };
      getApp().globalData.checkout = [line];
      wx.navigateTo({ url: '/pages/checkout/checkout' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  home() {
    wx.switchTab({ url: '/pages/index/index' });
  },
});
