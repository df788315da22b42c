// A product as a tile. Tapping it opens the product's page.
Component({
  properties: { product: { type: Object, value: null } },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/product/product?id=${this.data.product.id}` });
    },
  },
});
