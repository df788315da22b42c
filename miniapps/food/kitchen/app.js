// The kitchen's program: its tabs in the cook's language.
const { t } = require('./lib/words');

App({
  onLaunch() {
    [t.tabOrders, t.tabDishes].forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
  },
});
