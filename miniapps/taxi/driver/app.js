// The words of the tab bar in the person's language, and maps that follow the theme.
const { words } = require('./lib/words');

App({
  onLaunch() {
    wx.setTabBarItem({ index: 0, text: words.drive, fail() {} });
    wx.setTabBarItem({ index: 1, text: words.earnings, fail() {} });
  },
  onThemeChange() {
    for (const page of getCurrentPages()) if (page.onThemeChange) page.onThemeChange();
  },
});
