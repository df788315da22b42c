// Paying: the host's sheet opens, and whatever it reports, the order itself is asked afterwards.
const api = require('./api');

// Returns 'paid', 'waiting' (not settled yet) or 'cancelled'.
async function pay(number, payment) {
  try {
    await wx.requestPayment(payment);
  } catch (error) {
    const order = await api.showOrder(number);
    if (order.state !== 'paid') return 'cancelled';
  }
  for (let attempt = 0; attempt < 5; attempt++) {
    const order = await api.showOrder(number);
    if (order.state === 'paid') return 'paid';
    await new Promise((resolve) => setTimeout(resolve, 400 * (attempt + 1)));
  }
  return 'waiting';
}

module.exports = { pay };
