// What the pages share: the trip that is being chosen, and the words of the tab bar in the person's language.
const { words } = require('./lib/words');

App({
  globalData: { trip: { from: null, to: null } },
  onLaunch() {
    wx.setTabBarItem({ index: 0, text: words.ride, fail() {} });
    wx.setTabBarItem({ index: 1, text: words.my_rides, fail() {} });
  },
  // Maps are drawn in colours of our own, so their pages draw them again.
  onThemeChange() {
    for (const page of getCurrentPages()) if (page.onThemeChange) page.onThemeChange();
  },
});
