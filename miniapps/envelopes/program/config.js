// The one line a developer changes: where Red Letter's own server listens.
module.exports = { baseUrl: 'http://127.0.0.1:8400' };
