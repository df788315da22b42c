// Every call to our server. It signs in by itself, once, and again when the server has forgotten us; who has not chosen a
// shop is sent to choose one.
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
      .then(({ code }) => send('POST', '/seller/login', { code, language: language() }))
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
  if (problem.code === 'no_workplace') wx.reLaunch({ url: '/pages/choose/choose' });
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

// Pictures of other servers are not drawn by themselves: they are fetched, once while the program runs.
const fetched = {};
function picture(id) {
  if (!fetched[id]) {
    fetched[id] = new Promise((resolve, reject) => {
      wx.downloadFile({
        url: `${baseUrl}/pictures/${encodeURIComponent(id)}`,
        success: ({ statusCode, tempFilePath }) => (statusCode === 200 ? resolve(tempFilePath) : reject(say({}))),
        fail: () => {
          delete fetched[id];
          reject(say({ code: 'offline' }));
        },
      });
    });
  }
  return fetched[id];
}

const enc = encodeURIComponent;

// A picture the person chose; returns its id at the server.
async function upload(filePath) {
  const { statusCode, data } = await new Promise((resolve, reject) => {
    wx.uploadFile({
      url: `${baseUrl}/seller/pictures`,
      filePath,
      name: 'file',
      header: { Authorization: 'Bearer ' + token },
      success: resolve,
      fail: () => reject(say({ code: 'offline' })),
    });
  });
  const answer = JSON.parse(data);
  if (statusCode !== 201) throw say(answer);
  return answer.id;
}

module.exports = {
  picture,
  upload,
  choices: () => call('GET', '/seller/choices'),
  join: (seller, code) => call('POST', '/seller/join', { seller, code }),
  orders: (done, page) => call('GET', `/seller/orders?done=${done ? 1 : 0}&page=${page}`),
  step: (number, form) => call('POST', `/seller/orders/${number}/step`, form),
  returns: () => call('GET', '/seller/returns'),
  decide: (id, form) => call('POST', `/seller/returns/${id}`, form),
  reviews: () => call('GET', '/seller/reviews'),
  answerReview: (line, text) => call('POST', `/seller/reviews/${line}`, { text }),
  coupons: () => call('GET', '/seller/coupons'),
  makeCoupon: (form) => call('POST', '/seller/coupons', form),
  switchCoupon: (id, is_on) => call('POST', `/seller/coupons/${id}`, { is_on }),
  products: (query, page) => call('GET', `/seller/products?q=${enc(query)}&page=${page}`),
  product: (id) => call('GET', `/seller/products?id=${enc(id)}`),
  changeVariant: (id, form) => call('POST', `/seller/variants/${enc(id)}`, form),
  addVariant: (product, form) => call('POST', `/seller/products/${enc(product)}/variants`, form),
  shelves: () => call('GET', '/api/home'),
  create: (form) => call('POST', '/seller/products', form),
  reword: (id, form) => call('POST', `/seller/products/${enc(id)}`, form),
  news: () => call('GET', '/seller/news'),
  watch: () => call('POST', '/seller/watch', {}),
  callOff: (drop) => call('POST', `/seller/drops/${enc(drop)}/call-off`, {}),
  makeDrop: (form) => call('POST', '/seller/drops', form),
  takings: () => call('GET', '/seller/takings'),
  account: () => call('GET', '/seller/account'),
  questions: () => call('GET', '/seller/questions'),
  answer: (number, text) => call('POST', `/seller/questions/${number}`, { text }),
};
