// The sellers' program: its tabs in the person's language, and what one page hands to the next.
const { t } = require('./lib/words');

App({
  globalData: { order: null },
  onLaunch() {
    const names = [t.tabOrders, t.tabShelf, t.tabReturns, t.tabMore];
    names.forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
  },
});
