// `wx` in two halves. What most programs call is in worker.js; the rest is a bundle of its own (worker/more, more.js),
// which the host loads only for a program that needs it, so that the others start with a small worker.

/** What worker.js brings by itself; a browser test compares this with the truth. Everything else is in more.js. */
export const CORE_APIS: ReadonlySet<string> = new Set(
  `
  arrayBufferToBase64 authorize base64ToArrayBuffer batchGetStorage batchGetStorageSync batchSetStorage
  batchSetStorageSync checkSession clearStorage clearStorageSync createAnimation createIntersectionObserver
  createMediaQueryObserver createSelectorQuery env exitMiniProgram getAccountInfoSync
  getAppAuthorizeSetting getAppBaseInfo getClipboardData getDeviceInfo getEnterOptionsSync getExtConfigSync
  getLaunchOptionsSync getLogManager getMenuButtonBoundingClientRect getNetworkType getPerformance getPrivacySetting
  getRealtimeLogManager getRendererUserAgent getSetting getSkylineInfo getSkylineInfoSync getStorage getStorageInfo
  getStorageInfoSync getStorageSync getSystemInfo getSystemInfoAsync getSystemInfoSync getSystemSetting
  getUpdateManager getUserInfo getUserProfile getWindowInfo hideHomeButton hideLoading hideNavigationBarLoading
  hideTabBar hideTabBarRedDot hideToast login makePhoneCall navigateBack navigateTo nextTick offAppHide offAppShow
  offError offMemoryWarning offMenuButtonBoundingClientRectWeightChange offNetworkStatusChange offPageNotFound
  offThemeChange offUnhandledRejection offWindowResize onAppHide onAppShow onError onMemoryWarning
  onMenuButtonBoundingClientRectWeightChange onNeedPrivacyAuthorization onNetworkStatusChange onPageNotFound
  onThemeChange onUnhandledRejection onWindowResize openSetting pageScrollTo previewImage previewMedia reLaunch
  redirectTo removeStorage removeStorageSync removeTabBarBadge reportAnalytics reportEvent reportMonitor
  reportPerformance request requestPayment requirePrivacyAuthorize setBackgroundColor setBackgroundTextStyle
  setClipboardData setKeepScreenOn setNavigationBarColor setNavigationBarTitle setStorage setStorageSync
  setTabBarBadge setTabBarItem setTabBarStyle showActionSheet showLoading showModal showNavigationBarLoading
  showTabBar showTabBarRedDot showToast startPullDownRefresh stopPullDownRefresh switchTab vibrateLong
  vibrateShort
`
    .trim()
    .split(/\s+/),
);

/** Built-in components whose node or context (`createSelectorQuery().node()`, `.context()`) needs more.js. */
export const MORE_TAGS: readonly string[] = ['camera', 'canvas', 'editor', 'map', 'video'];

/** What the compiler found out about a program's use of `wx`: `apis`, `tags` and `wholeWx` of `Facts` in bundle.ts. */
type Uses = { [fact: string]: unknown };

/** Whether a program may reach for something in more.js. In doubt it does: an older bundle does not say. */
export function needsMore({ apis, tags, wholeWx }: Uses): boolean {
  if (wholeWx !== false || !Array.isArray(apis) || !Array.isArray(tags)) return true;
  return apis.some((name) => !CORE_APIS.has(name)) || MORE_TAGS.some((name) => tags.includes(name));
}
