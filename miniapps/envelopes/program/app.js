// Red envelopes for festive days: given, remembered, compared, checked. Money moves in the host's own sheets only.
const { w } = require('./lib/words');

App({
  onLaunch() {
    [w.give, w.history, w.luck, w.gifts].forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
  },
});
