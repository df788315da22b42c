// What was looked at last, for when there is no network: the newest answers of some pages, in the program's storage; and
// whether what is shown now is from before, which connection-note says.
const KEPT = /^\/(seller\/(choices|orders\?done=[01]&page=0|returns|reviews|coupons|takings|account|questions|products\?(q=&page=0|id=[^&]+))|api\/home)$/;
const MOST = 24;

const listeners = new Set();
let away = false;
let old = false;

function turn(now) {
  if (old === now) return;
  old = now;
  for (const hear of [...listeners]) hear(old);
}

wx.onNetworkStatusChange(({ isConnected }) => {
  away = !isConnected;
  turn(away);
});

// Calls hear(old) at each change until the returned function is called.
function listen(hear) {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

// An answer came; one that was on its way when the network went says nothing of now.
function keep(path, answer) {
  turn(away);
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

// The kept answer; null where there is none.
function find(path) {
  const known = wx.getStorageSync('seen:' + path) || null;
  if (known) turn(true);
  return known;
}

module.exports = { keep, find, listen, isOld: () => old };
