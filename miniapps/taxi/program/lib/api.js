// Every call to the taxi's server. It signs in by itself, once, and again when the server has forgotten us or when the
// person speaks another language now: the server writes cards in it.
const { baseUrl } = require('../config');
const { language, words } = require('./words');
const seen = require('./seen');

let token = wx.getStorageSync('spoken') === language ? wx.getStorageSync('token') : '';
let signingIn = null;
let city = null;

const header = () => ({ 'Accept-Language': language, ...(token ? { Authorization: 'Bearer ' + token } : {}) });

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 15000,
      header: header(),
      success: (answer) => resolve(answer),
      fail: () => reject({ code: 'offline', message: words.e_offline }),
    });
  });
}

function signIn() {
  if (!signingIn) {
    signingIn = wx
      .login()
      .catch(({ errMsg = '' }) => {
        throw problemOf({ code: errMsg.includes('network') ? 'offline' : 'unknown' });
      })
      .then(({ code }) => send('POST', '/api/login', { code, language }))
      .then((answer) => {
        if (answer.statusCode !== 200) throw problemOf(answer.data);
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

// The server's code in the person's language, where we have words for it.
function problemOf(data) {
  const code = (data && data.code) || 'unknown';
  const facts = (data && data.facts) || {};
  return { code, facts, message: words['e_' + code] || (data && data.message) || words.e_unknown };
}

// Rejects with { code, facts, message }: message is for people.
async function fresh(method, path, data, open) {
  if (!token && !open) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401 && !open) {
    token = '';
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  throw problemOf(answer.data);
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

const open = { open: true };

// Without a network, those of the places seen or chosen before that hold every word.
async function search(text) {
  try {
    return await call('GET', `/api/search?q=${encodeURIComponent(text)}`, undefined, open);
  } catch (problem) {
    const known = problem.code === 'offline' ? seen.find('/api/search?q=') : null;
    if (!known) throw problem;
    const recent = wx.getStorageSync('recent') || [];
    const places = [...known.places, ...recent.filter((one) => !known.places.some(({ node }) => node === one.node))];
    const wanted = text.toLowerCase().split(/\s+/);
    const holds = ({ title, detail = '' }) => wanted.every((word) => `${title} ${detail}`.toLowerCase().includes(word));
    return { places: places.filter(holds) };
  }
}

module.exports = {
  header,
  signIn: () => (token ? Promise.resolve() : signIn()),
  async city() {
    city = city || (await call('GET', '/api/city', undefined, open));
    return city;
  },
  search,
  place: ({ latitude, longitude }) =>
    call('GET', `/api/place?latitude=${latitude}&longitude=${longitude}`, undefined, open),
  quotes: (start, goal) => call('GET', `/api/quotes?start=${start}&goal=${goal}`, undefined, open),
  cars: (start) => call('GET', `/api/cars?start=${start}`, undefined, open),
  order: (form) => call('POST', '/api/rides', form),
  rides: () => call('GET', '/api/rides'),
  ride: (number) => call('GET', `/api/rides/${number}`),
  payment: (number) => call('POST', `/api/rides/${number}/payment`),
  // agreed: the most that the person has agreed to pay for it. Rejects with fee_changed, and the fee among its facts.
  cancel: (number, agreed) => call('POST', `/api/rides/${number}/cancel`, { fee_fen: agreed }),
  messages: (number) => call('GET', `/api/rides/${number}/messages`),
  say: (number, said) => call('POST', `/api/rides/${number}/messages`, said),
  rate: (number, stars, text) => call('POST', `/api/rides/${number}/rating`, { stars, text }),
  lost: (number, text) => call('POST', `/api/rides/${number}/lost`, { text }),
  tip: (number, amount) => call('POST', `/api/rides/${number}/tip`, { amount_fen: amount }),
};
