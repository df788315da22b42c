// Every call to our server. It signs in by itself, once, and again when the server has forgotten us or when the
// person speaks another language now: the server writes cards in it.
const { baseUrl } = require('../config');
const { language, say } = require('./words');
const seen = require('./seen');

let token = wx.getStorageSync('spoken') === language() ? wx.getStorageSync('token') : '';
let signingIn = null;

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 15000,
      header: { 'Accept-Language': language(), ...(token ? { Authorization: 'Bearer ' + token } : {}) },
      success: (answer) => resolve(answer),
      fail: () => reject(say({ code: 'offline' })),
    });
  });
}

function signIn() {
  if (!signingIn) {
    signingIn = wx
      .login()
      .catch(({ errMsg = '' }) => {
        throw say({ code: errMsg.includes('network') ? 'offline' : 'unknown' });
      })
      .then(({ code }) => send('POST', '/api/login', { code, language: language() }))
      .then((answer) => {
        if (answer.statusCode !== 200) throw say(answer.data || {});
        token = answer.data.token;
        wx.setStorageSync('token', token);
        wx.setStorageSync('spoken', language());
      })
      .finally(() => {
        signingIn = null;
      });
  }
  return signingIn;
}

// Rejects with { code, message, facts }: message is for people, in their language.
async function fresh(method, path, data, open) {
  if (!token && !open) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401 && !open) {
    token = '';
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  throw say(answer.data || {});
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

const enc = encodeURIComponent;

module.exports = {
  places: ({ address = '', query = '' } = {}) => call('GET', `/api/restaurants?address=${enc(address)}&q=${enc(query)}`, undefined, { open: true }),
  place: (id, address = '') => call('GET', `/api/restaurants/${enc(id)}?address=${enc(address)}`, undefined, { open: true }),
  favourite: (id, on) => call('POST', `/api/restaurants/${enc(id)}/favourite`, { on }),
  quote: (basket) => call('POST', '/api/quote', basket),
  async order(form) {
    const made = await call('POST', '/api/orders', form);
    seen.keep('/api/orders/' + made.order.number, made.order);
    return made;
  },
  orders: () => call('GET', '/api/orders'),
  showOrder: (number) => call('GET', `/api/orders/${number}`),
  payment: (number) => call('POST', `/api/orders/${number}/payment`),
  cancel: (number) => call('POST', `/api/orders/${number}/cancel`),
  claim: (number, line_id, quantity) => call('POST', `/api/orders/${number}/claims`, { line_id, quantity }),
  rate: (number, stars, text) => call('POST', `/api/orders/${number}/rating`, { stars, text }),
  startGroup: (restaurant_id, name) => call('POST', '/api/groups', { restaurant_id, name }),
  groups: () => call('GET', '/api/groups'),
  group: (code) => call('GET', `/api/groups/${enc(code)}`),
  groupLines: (code, name, items) => call('POST', `/api/groups/${enc(code)}/lines`, { name, items }),
  groupMode: (code, each_pays) => call('POST', `/api/groups/${enc(code)}/mode`, { each_pays }),
  signedIn: () => Boolean(token),
};
