// Every call to Red Letter's server. It signs in by itself, once, and again when the server has forgotten us.
const { baseUrl } = require('../config');
const { language, w } = require('./words');

let token = wx.getStorageSync('token');

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

async function signIn() {
  const { code } = await wx.login();
  const answer = await send('POST', '/desk/login', { code });
  if (answer.statusCode !== 200) throw answer.data;
  token = answer.data.token;
  wx.setStorageSync('token', token);
}

// Rejects with { code, message }.
async function call(method, path, data) {
  if (!token) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401) {
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  const { code = 'unknown', message = w.wrong } = answer.data || {};
  throw { code, message: w['problem_' + code] || message };
}

module.exports = {
  pair: (code) => call('POST', '/desk/pair', { code }),
  overview: () => call('GET', '/desk/gifts'),
  make: (gift) => call('POST', '/desk/gifts', gift),
  end: (id) => call('POST', `/desk/gifts/${id}/end`),
  addMoney: (fen) => call('POST', '/desk/money', { amount_fen: fen }),
  payment: (number) => call('GET', `/desk/money/${number}`),
};
