// Paying: the host's sheet opens, and whatever it reports, the booking itself is asked afterwards.
const api = require('./api');

// Returns true when nothing waits for payment any more.
async function pay(bookingId, payment) {
  let attempts = 6;
  try {
    await wx.requestPayment(payment);
  } catch (error) {
    attempts = 1; // left or failed: one look tells whether the money went all the same
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const booking = await api.booking(bookingId);
    if (!booking.waiting) return booking.state === 'paid';
    await new Promise((resolve) => setTimeout(resolve, 400 * (attempt + 1)));
  }
  return false;
}

module.exports = { pay };
