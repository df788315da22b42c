// Paying: the host's sheet opens, and whatever it reports, the server itself is asked afterwards.
const api = require('./api');

// settled(ride): whether the ride shows the payment. Returns true when it does, false when the person went back.
async function pay(number, payment, settled) {
  let cancelled = false;
  try {
    await wx.requestPayment(payment);
  } catch {
    cancelled = true;
  }
  for (let attempt = 0; attempt < (cancelled ? 1 : 6); attempt++) {
    if (settled(await api.ride(number))) return true;
    await new Promise((resolve) => setTimeout(resolve, 300 * (attempt + 1)));
  }
  return false;
}

module.exports = { pay };
