// wx.canIUse, from what there really is: `api`, `api.return.x`, `api.success.x`, `api.object.x`, `api.callback.x`,
// `component`, `component.attribute`, `component.attribute.option`.

// Components of the view; see view/builtins.
const TAGS =
  /^(view|text|image|button|scroll-view|swiper|swiper-item|input|textarea|navigator|icon|form|checkbox|checkbox-group|radio|radio-group|switch|picker|picker-view|picker-view-column|label|rich-text|progress|slider|cover-view|cover-image|movable-area|movable-view|block|slot|template|root-portal|canvas|video|audio|map|editor|web-view|open-data|page-meta|navigation-bar|page-container|match-media|list-view|grid-view|sticky-header|sticky-section|share-element)$/;
// Present in `works`, and still they only fail.
const FAILING = new Set(['createRewardedVideoAd', 'createInterstitialAd']);
/** Options of attributes that programs ask about; an attribute that is not here is taken as it is. */
const OPTIONS: { [attribute: string]: string } = {
  'button.open-type':
    'share getUserInfo getPhoneNumber openSetting feedback chooseAvatar agreePrivacyAuthorization contact',
  'button.size': 'default mini',
  'button.type': 'primary default warn',
  'canvas.type': '2d webgl webgl2',
  'input.type': 'text number idcard digit safe-password nickname',
  'input.confirm-type': 'send search next go done',
  'navigator.open-type': 'navigate redirect switchTab reLaunch navigateBack exit',
  'navigator.target': 'self miniProgram',
  'picker.mode': 'selector multiSelector time date region',
};
const PARTS = new Set(['return', 'success', 'object', 'callback']);
/** Parts of functions that are there without them: they answer for what no browser has. */
const LACKING = new Set([
  'getSystemInfo.success.benchmarkLevel',
  'getUserInfo.success.cloudID',
  'getUserProfile.success.cloudID',
  'login.success.anonymousCode',
  'showToast.object.image',
]);

/** works: every member of `wx` that is more than a failure. */
export function canIUse(works: ReadonlySet<string>): (schema: unknown) => boolean {
  return (schema) => {
    const text = String(schema);
    const [name = '', second = '', third = ''] = text.split('.');
    if (TAGS.test(name) && !works.has(name)) {
      const options = OPTIONS[`${name}.${second}`];
      return third === '' || options === undefined || options.split(' ').includes(third);
    }
    if (name !== 'canIUse' && (!works.has(name) || FAILING.has(name))) return false;
    return second === '' || !PARTS.has(second) || !LACKING.has(text);
  };
}
