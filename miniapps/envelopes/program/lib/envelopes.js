// The person's own envelopes, asked of the host with their yes and kept in the program's storage, so that history, luck
// and proof show where there is no network. Nothing of it goes to our server.
const seen = require('./seen');

const KEY = 'envelopes';
const PAGE = 100;
const SHOWN_MAX = 200;
const KEPT_CHARS_MAX = 300000; // an entry may be 1 MB, and each change travels
let loaded = null;

const kept = () => wx.getStorageSync(KEY) || null;
const find = (id) => (loaded || kept() || []).find((one) => one.id === id) || null;

// The newest, as many as fit.
function keep(all) {
  let many = all.length;
  while (many > 1 && JSON.stringify(all.slice(0, many)).length > KEPT_CHARS_MAX) many = Math.floor(many / 2);
  wx.setStorageSync(KEY, all.slice(0, many));
}

// Rejects with the host's { errno, errMsg }; errno 103: the person does not allow it.
async function load() {
  let all = [];
  while (all.length < SHOWN_MAX) {
    const before = all.length ? all[all.length - 1].id : '';
    const { envelopes } = await wx.getEnvelopes({ before, limit: PAGE });
    all = all.concat(envelopes);
    if (envelopes.length < PAGE) break;
  }
  loaded = all;
  seen.answered();
  keep(all);
  return all;
}

// { envelopes, problem }: problem is '', 'denied', or 'offline' where there are none of the last time to show. envelopes:
// null when they are not known.
async function look() {
  try {
    return { envelopes: await load(), problem: '' };
  } catch (refusal) {
    if (refusal && refusal.errno === 103) {
      loaded = null;
      wx.removeStorageSync(KEY);
      return { envelopes: [], problem: 'denied' };
    }
    const known = kept();
    if (!known) return { envelopes: null, problem: 'offline' };
    seen.standsIn();
    return { envelopes: known, problem: '' };
  }
}

module.exports = { look, find };
