// Reminders: the one place that knows how a person agrees to be reminded. One "accept" is one message; the seller's
// server knows the message's id, is told with the booking, and sends it before the doors open.
const api = require('./api');

// True when the person said yes. A no, a closed sheet or a host without messages is a no. Rejects where the question
// cannot be put because the office is not reached.
async function ask() {
  const { template } = await api.reminder();
  try {
    const answer = await wx.requestSubscribeMessage({ tmplIds: [template] });
    return answer[template] === 'accept';
  } catch (error) {
    return false;
  }
}

module.exports = { ask };
