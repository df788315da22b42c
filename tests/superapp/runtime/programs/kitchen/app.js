App({
  globalData: { order: [] },
  onLaunch(options) { console.log('app onLaunch', options.path, JSON.stringify(options.query)); },
  onShow() { console.log('app onShow'); },
  onError(text) { console.log('app onError', text.split('\n')[0]); },
  onUnhandledRejection(result) { console.log('app onUnhandledRejection', String(result.reason)); },
  onPageNotFound(result) { console.log('app onPageNotFound', result.path); },
  onThemeChange(result) { console.log('app onThemeChange', result.theme); },
});
