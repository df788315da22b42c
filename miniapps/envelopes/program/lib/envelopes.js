// The person's own envelopes, asked of the host with their yes and kept on this device, so that history, luck and proof
// show where there is no network. Nothing of it goes to our server.
const KEY = 'envelopes';
const PAGE = 100;
const KEPT = 200;

const kept = () => wx.getStorageSync(KEY) || [];
const find = (id) => kept().find((one) => one.id === id) || null;

// Rejects with the host's { errno, errMsg }; errno 103: the person does not allow it.
async function load() {
  let all = [];
  while (all.length < KEPT) {
    const before = all.length ? all[all.length - 1].id : '';
    const { envelopes } = await wx.getEnvelopes({ before, limit: PAGE });
    all = all.concat(envelopes);
    if (envelopes.length < PAGE) break;
  }
  wx.setStorageSync(KEY, all.slice(0, KEPT));
  return all;
}

// { envelopes, problem }: problem is '', 'denied' or 'offline'; then envelopes are those of the last time.
async function look() {
  try {
    return { envelopes: await load(), problem: '' };
  } catch (refusal) {
    if (refusal && refusal.errno === 103) {
      wx.removeStorageSync(KEY);
      return { envelopes: [], problem: 'denied' };
    }
    return { envelopes: kept(), problem: 'offline' };
  }
}

module.exports = { look, find, kept };
