// Every call to the ticket seller's server. It signs in by itself, once, and again when the server has forgotten us or
// when the person speaks another language now: the server writes cards in it.
const { baseUrl } = require('../config');
const { language, w } = require('./words');
const kept = require('./kept');
const seen = require('./seen');

let token = wx.getStorageSync('spoken') === language ? wx.getStorageSync('token') : '';
let signingIn = null;

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 15000,
      header: { 'Accept-Language': language, ...(token ? { Authorization: 'Bearer ' + token } : {}) },
      success: (answer) => resolve(answer),
      fail: () => reject({ code: 'offline', message: w.offline }),
    });
  });
}

function signIn() {
  if (!signingIn) {
    signingIn = wx
      .login()
      .catch(({ errMsg = '' }) => {
        throw errMsg.includes('network') ? { code: 'offline', message: w.offline } : { code: 'unknown', message: w.wrong };
      })
      .then(({ code }) => send('POST', '/api/login', { code, language }))
      .then((answer) => {
        if (answer.statusCode !== 200) throw answer.data;
        token = answer.data.token;
        wx.setStorageSync('token', token);
        wx.setStorageSync('spoken', language);
      })
      .finally(() => {
        signingIn = null;
      });
  }
  return signingIn;
}

// Rejects with { code, message }: message is for people, in their language where the code has words of ours.
async function fresh(method, path, data, open) {
  if (!token && !open) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401 && !open) {
    token = '';
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  const { code = 'unknown', message = w.wrong } = answer.data || {};
  throw { code, message: w['problem_' + code] || message };
}

// Without network, what was looked at last.
async function call(method, path, data, { open = false } = {}) {
  try {
    const answer = await fresh(method, path, data, open);
    if (method === 'GET') seen.keep(path, answer);
    return answer;
  } catch (problem) {
    const known = method === 'GET' && problem.code === 'offline' ? seen.find(path) : null;
    if (known) return known;
    throw problem;
  }
}

async function booking(id) {
  try {
    const found = await call('GET', `/api/bookings/${id}`);
    kept.keep(found);
    return found;
  } catch (problem) {
    const known = problem.code === 'offline' ? kept.find(id) : null;
    if (!known) throw problem;
    seen.standsIn();
    return known;
  }
}

// The bookings without their codes; those of tickets to come are fetched behind it, so that they show without a network.
// Without one, also those that were booked after the list was last looked at.
async function bookings() {
  const path = '/api/bookings';
  try {
    const answer = await fresh('GET', path);
    seen.keep(path, answer);
    fetchCodes(kept.missing(answer.bookings));
    return answer;
  } catch (problem) {
    const known = problem.code === 'offline' ? seen.find(path) : null;
    const joined = problem.code === 'offline' ? kept.joined(known ? known.bookings : []) : [];
    if (!known && !joined.length) throw problem;
    seen.standsIn();
    return { bookings: joined };
  }
}

async function fetchCodes(missing) {
  try {
    for (const { id } of missing) await booking(id);
  } catch {
    // The network went: the next look at the list asks for the others.
  }
}

const look = (path) => call('GET', path, undefined, { open: true });

module.exports = {
  rate: (id, stars, text) => call('POST', `/api/bookings/${id}/rating`, { stars, text }),
  reminder: () => look('/api/reminder'),
  films: () => look('/api/films'),
  film: (id) => look(`/api/films/${id}`),
  hall: (id) => call('GET', `/api/showings/${id}`),
  hold: (id, seats) => call('POST', `/api/showings/${id}/seats`, { seats }),
  airports: () => look('/api/airports'),
  flights: (from, to, day) => look(`/api/flights?from=${from}&to=${to}&day=${day}`),
  flight: (id) => look(`/api/flights/${id}`),
  events: () => look('/api/events'),
  event: (id) => look(`/api/events/${id}`),
  quote: (choice, bookingId) => call('POST', '/api/quote', { choice, booking_id: bookingId || '' }),
  book: (choice, requestKey, remind) => call('POST', '/api/bookings', { choice, request_key: requestKey, remind }),
  exchange: (id, choice, requestKey) => call('POST', `/api/bookings/${id}/exchange`, { choice, request_key: requestKey }),
  bookings,
  booking,
  payment: (id) => call('POST', `/api/bookings/${id}/payment`),
  cancel: (id) => call('POST', `/api/bookings/${id}/cancel`),
  refundQuote: (id) => call('GET', `/api/bookings/${id}/refund`),
  refund: (id, backFen) => call('POST', `/api/bookings/${id}/refund`, { back_fen: backFen }),
};
