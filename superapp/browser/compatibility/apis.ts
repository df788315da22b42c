// What becomes of each function of `wx` here: those that fail and why, those that work in part and what is missing.
// Every other function of the platform works. A browser test holds this against wx.canIUse and real calls.

import { ASYNC, LISTEN, OBJECTS, SYNC } from '../runtime/worker/more/names.ts';

export type State = 'works' | 'part' | 'fails';
export type Line = { name: string; state: State; note: string };

/** Functions that fail as on a device without the feature, by reason. `*` stands for any letters. */
const FAILS: [why: string, names: string][] = [
  [
    'a web page is given no Bluetooth devices',
    '*BLE* *Bluetooth* *Beacon* getBeacons',
  ],
  ['a web page cannot choose or list wireless networks', '*Wifi* *WifiList getConnectedWifi'],
  ['a web page cannot emulate cards or reach secure elements', '*HCE* getNFCAdapter *SecureElement* *Transit* addPaymentPass*'],
  ['a web page opens no sockets but WebSocket', 'createTCPSocket createUDPSocket *LocalService* getLocalIPAddress'],
  ['the person proves who she is with passkeys in the host, not in a program', '*Soter* *Facial* *aceDetect faceDetect'],
  ['there are no calls between people here', '*VoIP* join1v1Chat setEnable1v1Chat'],
  ['there are no cards, invoices or transit passes here', 'addCard openCard chooseInvoice'],
  ['there are no channels, official accounts or stickers here', '*Channels* openOfficialAccount* openSticker* openSingleSticker* openDesignerProfile openInquiriesTopic'],
  ['there is no health data here', 'getWeRunData shareToWeRun'],
  ['augmented reality and on-device models are left out', '*VKSession* isVKSupport createInferenceSession getInferenceEnvInfo'],
  ['the other renderer of the platform is left out', 'preloadSkylineView'],
  ['live streams are left out', 'createLivePlayerContext createLivePusherContext'],
  ['chat tools and group sharing are left out', '*ChatTool* *ToGroup *GroupMembers shareToOfficialAccount authPrivateMessage'],
  ['employees and devices of companies are left out', '*Employee* requestSubscribeDeviceMessage'],
  ['other ways to pay than requestPayment are left out', 'requestCommonPayment requestOrderPayment requestPluginPayment requestVirtualPayment requestAppleSubscribeSign createGlobalPayment jumpToOfflinePay openHKOfflinePayView showRedPackage'],
  ['plugins are not loaded', 'pluginLogin getPluginUpdateManager authorizeForMiniProgram'],
  ['there is no advertising here', 'createRewardedVideoAd createInterstitialAd getShowSplashAdStatus'],
  [
    'programs are told nothing of groups, and cards carry pages alone',
    'getGroupEnterInfo getShareInfo shareVideoMessage *GeneratePoster',
  ],
  [
    'a web page is not told of pictures taken of the screen, and does not set its brightness or size',
    '*ScreenBrightness *ScreenRecording* *UserCaptureScreen setVisualEffectOnCapture setWindowSize',
  ],
  ['nothing is fetched ahead for a program that is not open', '*BackgroundFetch*'],
  ['a browser tells of the battery later, not at once', 'getBatteryInfoSync *BatteryInfoChange'],
  [
    'there is no such service here',
    'sendSms openCustomerServiceChat updateWeChatApp openStoreCouponDetail openStoreOrderDetail getCommonConfig',
  ],
  ['there are no favourites here', 'addFileToFavorites addVideoToFavorites'],
  [
    'a browser does not tell',
    'checkIsOpenAccessibility getDeviceBenchmarkInfo *LazyLoadError *NetworkWeakChange *ParallelStateChange *Translation *WindowStateChange',
  ],
  [
    'programs lie over one another whole, and speak by what they hand over',
    'postMessageToReferrer* *EmbeddedMiniProgramHeightChange *ApiCategoryChange',
  ],
  ['routes are not rewritten, and debugging is the developer’s own browser', 'rewriteRoute setEnableDebug'],
  ['the keyboard of a computer belongs to the page that has the focus', 'onKeyDown offKeyDown onKeyUp offKeyUp'],
  [
    'sound and film are played and not taken apart',
    'createWebAudioContext createMediaAudioPlayer createMediaContainer createMediaRecorder createVideoDecoder getAvailableAudioSources *AudioInterruption* checkDeviceSupportHevc checkIsPictureInPictureActive',
  ],
  ['pictures and films are not edited here', 'cropImage editImage compressVideo getVideoInfo openVideoEditor'],
  ['answers come from the network each time', 'createCacheManager'],
  ['bytes have no address but that of a file', 'createBufferURL revokeBufferURL'],
  ['the fonts are those of the device', 'loadBuiltInFontFace'],
  ['the field has the selection; a program hears of it by `selectionchange`', 'getSelectedTextRange'],
];

/** Functions that do most of what they do on the platform, and what is missing. */
const PART: { [name: string]: string } = {
  chooseMedia: 'sizes and lengths of films are not told',
  chooseVideo: 'sizes and lengths of films are not told',
  chooseMessageFile: 'from the device, not from a chat',
  downloadFile: 'at most 10 MB, progress at the end',
  uploadFile: 'at most 5 MB, progress at the end',
  getFileSystemManager: 'of the package pictures, sounds, films and fonts, not at once before they were read; 50 MB on the device; no reading within archives',
  openDocument: 'saves the file for the device to open',
  shareFileMessage: 'saves the file; sending it is left out',
  saveImageToPhotosAlbum: 'saves to the device after asking; a browser has no album',
  saveVideoToPhotosAlbum: 'saves to the device after asking; a browser has no album',
  getBackgroundAudioManager: 'plays while the program is open; no lock screen',
  playBackgroundAudio: 'plays while the program is open; no lock screen',
  connectSocket: 'headers of the answer and timings are not told',
  loadFontFace: 'a text style that a canvas used before its font was there keeps its look',
  getUserInfo: 'the platform’s nameless person until one allows the name; no cloudID',
  getUserProfile: 'asks each time; no cloudID; the picture is a data address',
  chooseLocation: 'places one has written down, or where one is; no map to search',
  choosePoi: 'places one has written down, or where one is; no map to search',
  openLocation: 'opens the map of the device; none is drawn here',
  scanCode: 'QR codes everywhere, other codes where the browser reads them',
  getRecorderManager: 'in the format of the browser (MP4 or WebM), not MP3; no single frames',
  startRecord: 'in the format of the browser (MP4 or WebM), not MP3',
  createWorker: 'without shared memory and without the few functions of `wx` that the platform gives it',
  createCameraContext: 'takes photos in a sheet of the host; no films, no frames, no zoom',
  startAccelerometer: 'where the browser has the sensor',
  startGyroscope: 'where the browser has the sensor',
  startCompass: 'where the browser has the sensor',
  startDeviceMotionListening: 'where the browser has the sensor',
  onKeyboardHeightChange: 'where the browser tells of its keyboard',
  getBatteryInfo: 'where the browser tells of the battery',
  setKeepScreenOn: 'where the browser can keep it on',
  addPhoneContact: 'gives a file that the device opens',
  addPhoneCalendar: 'gives a file that the device opens',
  addPhoneRepeatCalendar: 'gives a file that the device opens',
  chooseContact: 'written by hand where the browser has no list of contacts',
  checkIsAddedToMyMiniProgram: 'there is no such list, so the answer is no',
  updateShareMenu: 'cards are neither private nor updatable',
  navigateToMiniProgram: 'by appid; short links are the platform’s own',
  openEmbeddedMiniProgram: 'opens over the whole program',
  openAppAuthorizeSetting: 'opens the program’s settings',
  getAppAuthorizeSetting: 'a browser asks only when it is needed: always "not determined"',
  setTopBarText: 'no program is pinned, so nothing shows',
  setBackgroundTextStyle: 'the mark of pulling down keeps its look',
  showShareImageMenu: 'saves the picture; sending it is left out',
  getPrivacySetting: 'programs declare no privacy guide here, so nothing has to be agreed to first',
  onNeedPrivacyAuthorization: 'nothing has to be agreed to first, so it is never called',
  openPrivacyContract: 'shows what the program is, which servers it asks and what one allowed it',
  onMemoryWarning: 'a browser does not tell',
  preDownloadSubpackage: 'a program comes whole',
};

export function lines(): Line[] {
  const fails = FAILS.flatMap(([why, names]) => names.split(' ').map((name) => ({ why, pattern: patternOf(name) })));
  return [...new Set([...ASYNC, ...LISTEN, ...OBJECTS, ...SYNC, 'canIUse'])].sort().map((name) => {
    const failing = fails.find(({ pattern }) => pattern.test(name));
    if (failing) return { name, state: 'fails', note: failing.why };
    const note = PART[name];
    return note === undefined ? { name, state: 'works', note: '' } : { name, state: 'part', note };
  });
}

function patternOf(name: string): RegExp {
  return new RegExp(`^${name.replaceAll('*', '\\w*')}$`);
}
