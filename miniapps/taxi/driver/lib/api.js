// Every call of a driver to the taxi's server. It signs in by itself, once, and again when the server has forgotten us or
// when the driver speaks another language now: the server names payouts in it.
const { baseUrl } = require('../config');
const seen = require('./seen');
const { language, words } = require('./words');

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
      .then(({ code }) => send('POST', '/driver/login', { code, language }))
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
  return { code, message: words['e_' + code] || (data && data.message) || words.e_unknown };
}

// Rejects with { code, message }: message is for people.
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

module.exports = {
  async city() {
    city = city || (await call('GET', '/api/city', undefined, open));
    return city;
  },
  stands: () => call('GET', '/driver/stands', undefined, open),
  me: () => call('GET', '/driver/me'),
  car: (form) => call('POST', '/driver/car', form),
  online: (online, node) => call('POST', '/driver/online', { online, node }),
  answer: (offer, answer) => call('POST', `/driver/offers/${offer}/${answer}`),
  step: (step) => call('POST', `/driver/ride/${step}`),
  messages: () => call('GET', '/driver/ride/messages'),
  say: (said) => call('POST', '/driver/ride/messages', said),
  lost: () => call('GET', '/driver/lost'),
  // found: where it can be had back; '' when it is not there.
  answerLost: (id, found) => call('POST', `/driver/lost/${id}`, { found }),
  earnings: () => call('GET', '/driver/earnings'),
  payout: () => call('POST', '/driver/payout'),
};
