// Everything that was said of one product.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('reviews', {
  data: { product: null, seller: '', items: [], problem: '', loading: true },
  onLoad({ id }) {
    this.id = id;
    this.load();
  },
  // Whoever has scrolled far stays there.
  again() {
    if (this.place < 2) this.load();
    else if (this.data.problem) this.onReachBottom();
  },
  async load() {
    this.place = 0;
    try {
      const product = await api.product(this.id);
      const { sellers } = product.seller ? await api.home() : { sellers: {} };
      this.setData({ product, seller: sellers[product.seller] || '', items: [], problem: '' });
      await this.next();
    } catch (problem) {
      this.setData({ problem: problem.message, loading: false });
    }
  },
  async next() {
    const { items, more } = await api.reviews(this.id, this.place);
    this.place++;
    this.more = more;
    this.setData({ items: this.data.items.concat(items), loading: false });
  },
  onReachBottom() {
    if (!this.more || this.data.loading) return;
    this.setData({ loading: true, problem: '' });
    this.next().catch((problem) => this.setData({ problem: problem.message, loading: false }));
  },
});
