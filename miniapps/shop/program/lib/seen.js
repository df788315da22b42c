// What was looked at last, for when there is no network: the newest answers of some pages, in the program's storage.
const { t } = require('./words');

const KEPT = /^\/api\/(home|drops|coupons|wish-list|orders(\/[^/]+)?|products\?category=[^&]*&q=&page=0|products\/[^/?]+)$/;
const MOST = 24;
const SAY_AGAIN_MS = 8000;

let said = 0;

function keep(path, answer) {
  if (!KEPT.test(path)) return;
  const before = wx.getStorageSync('seen:' + path);
  if (before && JSON.stringify(before) === JSON.stringify(answer)) return;
  const paths = [path, ...(wx.getStorageSync('seen') || []).filter((one) => one !== path)];
  for (const old of paths.splice(MOST)) wx.removeStorageSync('seen:' + old);
  try {
    wx.setStorageSync('seen:' + path, answer);
    wx.setStorageSync('seen', paths);
  } catch {
    // The storage is full: then it is not kept.
  }
}

// The kept answer, and a word to the person that it is one; null where there is none.
function find(path) {
  const known = wx.getStorageSync('seen:' + path) || null;
  if (known && Date.now() - said > SAY_AGAIN_MS) {
    said = Date.now();
    wx.showToast({ title: t.seenOffline, icon: 'none', duration: 3000 });
  }
  return known;
}

module.exports = { keep, find };
