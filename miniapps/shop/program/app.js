const basket = require('./lib/basket');

App({
  globalData: { checkout: null },
  onLaunch() {
    basket.refreshBadge();
  },
});
