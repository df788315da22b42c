// A product as a tile. Tapping it opens the product's page.
const { t } = require('../../lib/words');

Component({
  data: { t },
  properties: { product: { type: Object, value: null } },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/product/product?id=${this.data.product.id}` });
    },
  },
});
