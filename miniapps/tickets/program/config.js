// The one line a developer changes: where the ticket seller's own server listens.
module.exports = { baseUrl: 'http://127.0.0.1:8200' };
