// A product as a tile. Tapping it opens the product's page.
const api = require('../../lib/api');
const { t } = require('../../lib/words');

Component({
  data: { t, path: '' },
  properties: { product: { type: Object, value: null } },
  observers: {
    // One that its seller took; a drawn one needs nothing.
    async product(product) {
      if (!product || !product.picture) return;
      try {
        const path = await api.picture(product.picture);
        if (this.data.product.picture === product.picture) this.setData({ path });
      } catch {
        // The drawn one stands in.
      }
    },
  },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/product/product?id=${this.data.product.id}` });
    },
  },
});
