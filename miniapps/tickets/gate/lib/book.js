// The door's book, in the program's storage: the seller's key, who is in on which day, which tickets were given back, and
// what the server has not heard yet.
const KEY = 'publicKey';

const key = () => wx.getStorageSync(KEY) || '';
const setKey = (value) => wx.setStorageSync(KEY, value);
const used = (day) => wx.getStorageSync('used:' + day) || {};
const gone = (day) => wx.getStorageSync('void:' + day) || [];
const waiting = () => wx.getStorageSync('waiting') || [];

// What the door says to a ticket that was read; claims is null for a forgery.
function judge(claims, day) {
  if (!claims) return { verdict: 'forged' };
  if (claims.day !== day) return { verdict: 'otherDay', at: claims.day };
  if (gone(day).includes(claims.ticketId)) return { verdict: 'givenBack' };
  const at = used(day)[claims.ticketId];
  return at ? { verdict: 'used', at } : { verdict: 'valid' };
}

function letIn(ticketId, day, at) {
  wx.setStorageSync('used:' + day, { ...used(day), [ticketId]: at });
  wx.setStorageSync('waiting', [...waiting(), { ticket_id: ticketId, used_at: at }]);
}

// The server has taken `told`; its own list of the day joins ours.
function merge(day, told, answer) {
  const known = new Set(told.map((one) => one.ticket_id));
  wx.setStorageSync('waiting', waiting().filter((one) => !known.has(one.ticket_id)));
  wx.setStorageSync('used:' + day, { ...used(day), ...answer.used });
  wx.setStorageSync('void:' + day, answer.void);
}

module.exports = { key, setKey, used, waiting, judge, letIn, merge };
