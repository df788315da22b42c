// A product as a tile. Tapping it opens the product's page; its small line says why it stands here, and how to have the
// order that everybody has. bindturned: the person has chosen that.
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
    async explain() {
      const isOwn = this.data.product.why.kind !== 'popular';
      const { confirm } = await wx.showModal({
        title: t.whyTitle,
        content: isOwn ? t.whyOwnText : t.whyPopularText,
        showCancel: isOwn,
        confirmText: isOwn ? t.turnOff : t.close,
        cancelText: t.close,
      });
      if (!confirm || !isOwn) return;
      try {
        await api.turnPersonal(false);
        this.triggerEvent('turned');
      } catch (problem) {
        wx.showToast({ title: problem.message, icon: 'none' });
      }
    },
    open() {
      wx.navigateTo({ url: `/pages/product/product?id=${this.data.product.id}` });
    },
  },
});
