// Every call to our server. It signs in by itself, once, and again when the server has forgotten us.
const { baseUrl } = require('../config');
const seen = require('./seen');
const { language, say } = require('./words');

let token = wx.getStorageSync('token');
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
      .then(({ code }) => send('POST', '/kitchen/login', { code }))
      .then((answer) => {
        if (answer.statusCode !== 200) throw say(answer.data || {});
        token = answer.data.token;
        wx.setStorageSync('token', token);
      })
      .finally(() => {
        signingIn = null;
      });
  }
  return signingIn;
}

// Rejects with { code, message, facts }: message is for people, in their language.
async function fresh(method, path, data) {
  if (!token) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401) {
    token = '';
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  const problem = say(answer.data || {});
  // Who has not said where they cook is asked once, and comes back to the page they wanted.
  if (problem.code === 'no_workplace') {
    const { route } = getCurrentPages().pop() || {};
    if (route !== 'pages/choose/choose') wx.reLaunch({ url: `/pages/choose/choose?to=${route || 'pages/board/board'}` });
  }
  throw problem;
}

// Without network, what was looked at last.
async function call(method, path, data) {
  try {
    const answer = await fresh(method, path, data);
    if (method === 'GET') seen.keep(path, answer);
    return answer;
  } catch (problem) {
    const known = method === 'GET' && problem.code === 'offline' ? seen.find(path) : null;
    if (known) return known;
    throw problem;
  }
}

const order = (number) => `/kitchen/orders/${number}`;

module.exports = {
  choices: () => call('GET', '/kitchen/choices'),
  join: (restaurant_id, code) => call('POST', '/kitchen/join', { restaurant_id, code }),
  board: () => call('GET', '/kitchen/board'),
  opening: (accepting) => call('POST', '/kitchen/opening', { accepting }),
  accept: (number, minutes) => call('POST', `${order(number)}/accept`, { minutes }),
  refuse: (number, reason) => call('POST', `${order(number)}/refuse`, { reason }),
  step: (number, to) => call('POST', `${order(number)}/step`, { to }),
  tick: (number, line, prepared) => call('POST', `${order(number)}/lines/${line}`, { prepared }),
  drop: (number, line) => call('POST', `${order(number)}/lines/${line}/drop`),
  answer: (number, text) => call('POST', `/kitchen/complaints/${number}`, { text }),
  dishes: () => call('GET', '/kitchen/dishes'),
  dish: (id, on_sale, stock) => call('POST', `/kitchen/dishes/${encodeURIComponent(id)}`, { on_sale, stock }),
};
