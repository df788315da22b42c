// Every call to the seller's server. The door works without it; this is for pairing once and for telling each other.
const { baseUrl } = require('../config');
const { w } = require('./words');

let token = wx.getStorageSync('token');

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 10000,
      header: token ? { Authorization: 'Bearer ' + token } : {},
      success: (answer) => resolve(answer),
      fail: () => reject({ code: 'offline', message: w.offline }),
    });
  });
}

async function signIn() {
  const { code } = await wx.login();
  const answer = await send('POST', '/door/login', { code });
  if (answer.statusCode !== 200) throw answer.data;
  token = answer.data.token;
  wx.setStorageSync('token', token);
}

// Rejects with { code, message }.
async function call(path, data) {
  if (!token) await signIn();
  let answer = await send('POST', path, data);
  if (answer.statusCode === 401) {
    await signIn();
    answer = await send('POST', path, data);
  }
  if (answer.statusCode === 200) return answer.data;
  const { code = 'unknown', message = w.offline } = answer.data || {};
  throw { code, message: w['problem_' + code] || message };
}

module.exports = {
  pair: (code) => call('/door/pair', { code }),
  sync: (day, uses) => call('/door/sync', { day, uses }),
};
