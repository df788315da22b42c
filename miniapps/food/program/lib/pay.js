// Paying: the host's sheet opens, and whatever it reports, our own server is asked afterwards.
const api = require('./api');

// Returns 'paid', 'waiting' (not settled yet, or others still pay) or 'cancelled'.
async function pay(number, payment) {
  const open = async () => (await api.showOrder(number)).to_pay_fen > 0;
  try {
    await wx.requestPayment(payment);
  } catch (error) {
    if (await open()) return 'cancelled';
  }
  for (let attempt = 0; attempt < 5; attempt++) {
    if (!(await open())) return 'paid';
    await new Promise((resolve) => setTimeout(resolve, 400 * (attempt + 1)));
  }
  return 'waiting';
}

module.exports = { pay };
