// The program as a whole: tabs in the person's language, and what one page hands to the next.
const basket = require('./lib/basket');
const { t } = require('./lib/words');

App({
  globalData: { checkout: null },
  onLaunch() {
    [t.tabShop, t.tabBasket, t.tabOrders].forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
    basket.refreshBadge();
  },
});
