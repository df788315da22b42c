// Reminders: the one place that knows how a person agrees to be reminded. One "accept" is one message; the seller's
// server is told with the booking, and sends once the host offers a way to.
const TEMPLATE = 'ticket-reminder';

// True when the person said yes. A no, a closed sheet or a host without messages is a no.
async function ask() {
  try {
    const answer = await wx.requestSubscribeMessage({ tmplIds: [TEMPLATE] });
    return answer[TEMPLATE] === 'accept';
  } catch (error) {
    return false;
  }
}

module.exports = { ask };
