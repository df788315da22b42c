// Every call to the seller's server. The door works without it; this is for pairing once and for telling each other.
const { baseUrl } = require('../config');
const seen = require('./seen');
const { language, w } = require('./words');

let token = wx.getStorageSync('token');

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 10000,
      header: { 'Accept-Language': language, ...(token ? { Authorization: 'Bearer ' + token } : {}) },
      success: (answer) => resolve(answer),
      fail: () => reject({ code: 'offline', message: w.offline }),
    });
  });
}

async function signIn() {
  const { code } = await wx.login().catch(() => {
    throw { code: 'offline', message: w.offline };
  });
  const answer = await send('POST', '/door/login', { code });
  if (answer.statusCode !== 200) throw answer.data;
  token = answer.data.token;
  wx.setStorageSync('token', token);
}

// Rejects with { code, message }.
async function fresh(method, path, data) {
  if (!token) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401) {
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode === 200) return answer.data;
  const { code = 'unknown', message = w.offline } = answer.data || {};
  throw { code, message: w['problem_' + code] || message };
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

module.exports = {
  pair: (code) => call('POST', '/door/pair', { code }),
  sync: (day, uses) => call('POST', '/door/sync', { day, uses }),
  showings: (day) => call('GET', `/office/showings?day=${day}`),
  callOff: (id) => call('POST', `/office/showings/${id}/call-off`, {}),
  opinions: () => call('GET', '/office/opinions'),
  answer: (id, text) => call('POST', `/office/opinions/${id}`, { text }),
};
