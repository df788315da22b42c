// Whether what is shown now is from before, because there is no network: connection-note says so. What stands there is kept
// in the program's storage by those who ask for it, lib/api.js and lib/envelopes.js.
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
const answered = () => turn(away);
// Something of before stands in for an answer.
const standsIn = () => turn(true);

module.exports = { answered, standsIn, listen, isOld: () => old };
