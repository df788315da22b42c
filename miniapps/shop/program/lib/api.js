// Every call to the shop's server. It signs in by itself, once, and again when the server has forgotten us.
const { baseUrl } = require('../config');

let token = wx.getStorageSync('token');
let signingIn = null;

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 15000,
      header: token ? { Authorization: 'Bearer ' + token } : {},
      success: (answer) => resolve(answer),
      fail: () => reject({ code: 'offline', message: 'The shop cannot be reached. Please try again.' }),
    });
  });
}

function signIn() {
  if (!signingIn) {
    signingIn = wx
      .login()
      .then(({ code }) => send('POST', '/api/login', { code }))
      .then((answer) => {
        if (answer.statusCode !== 200) throw answer.data;
        token = answer.data.token;
        wx.setStorageSync('token', token);
      })
      .finally(() => {
        signingIn = null;
      });
  }
  return signingIn;
}

// Rejects with { code, message }: message is for people.
async function call(method, path, data, { open = false } = {}) {
  if (!token && !open) await signIn();
  let answer = await send(method, path, data);
  if (answer.statusCode === 401 && !open) {
    token = '';
    await signIn();
    answer = await send(method, path, data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data;
  throw answer.data && answer.data.message ? answer.data : { code: 'unknown', message: 'Something went wrong. Please try again.' };
}

module.exports = {
  home: () => call('GET', '/api/home', undefined, { open: true }),
  products: ({ category = '', query = '', page = 0 }) =>
    call('GET', `/api/products?category=${encodeURIComponent(category)}&q=${encodeURIComponent(query)}&page=${page}`, undefined, { open: true }),
  product: (id) => call('GET', `/api/products/${encodeURIComponent(id)}`, undefined, { open: true }),
  news: () => call('GET', '/api/news', undefined, { open: true }),
  wish: (variantId, kind) => call('POST', '/api/wishes', { variant_id: variantId, kind }),
  drops: () => call('GET', '/api/drops'),
  joinDrop: (id) => call('POST', `/api/drops/${encodeURIComponent(id)}/join`),
  order: (form) => call('POST', '/api/orders', form),
  orders: () => call('GET', '/api/orders'),
  showOrder: (number) => call('GET', `/api/orders/${number}`),
  payment: (number) => call('POST', `/api/orders/${number}/payment`),
  cancel: (number) => call('POST', `/api/orders/${number}/cancel`),
};
