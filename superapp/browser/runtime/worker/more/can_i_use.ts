// wx.canIUse, from what there really is.

// Components of the view; see view/builtins.
const TAGS =
  /^(view|text|image|button|scroll-view|swiper|swiper-item|input|textarea|navigator|icon|form|checkbox|checkbox-group|radio|radio-group|switch|picker|picker-view|picker-view-column|label|rich-text|progress|slider|cover-view|cover-image|movable-area|movable-view|block|slot|template|root-portal|canvas)$/;
// Present in `works`, and still they only fail.
const FAILING = new Set([
  'uploadFile',
  'downloadFile',
  'openSetting',
  'authorize',
  'setTabBarStyle',
  'getUserInfo',
  'getUserProfile',
]);

/** works: every member of `wx` that is more than a failure. */
export function canIUse(works: ReadonlySet<string>): (schema: unknown) => boolean {
  // `wx.getLogManager.return.log` asks for a part; the part is there when its owner is.
  return (schema) => {
    const name = String(schema).split('.')[0] ?? '';
    return name === 'canIUse' || (works.has(name) && !FAILING.has(name)) || TAGS.test(name);
  };
}
