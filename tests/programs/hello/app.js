const { greet } = require('./utils/greet');

App({
  globalData: { visits: 0, greeting: greet('world') },
  onLaunch(options) {
    this.globalData.launchPath = options.path;
  },
  onShow() {
    this.globalData.visits += 1;
  },
});
