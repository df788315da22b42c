// The rest of the desk, and which shop it is.
const api = require('../../lib/api');
const page = require('../../lib/page');

page('tabMore', {
  data: { shop: '' },
  async onShow() {
    try {
      const { shops, chosen } = await api.choices();
      const mine = shops.find((one) => one.id === chosen);
      this.setData({ shop: mine ? mine.name : '' });
    } catch {
      // The links below work without the name.
    }
  },
  go(event) {
    wx.navigateTo({ url: `/pages/${event.currentTarget.dataset.page}/${event.currentTarget.dataset.page}` });
  },
});
