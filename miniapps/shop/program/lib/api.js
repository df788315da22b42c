// Every call to the shop's server. It signs in by itself, once, and again when the server has forgotten us or when the
// person speaks another language now: the server writes cards in it.
const { baseUrl } = require('../config');
const { language, say } = require('./words');
const seen = require('./seen');

let token = wx.getStorageSync('spoken') === language() ? wx.getStorageSync('token') : '';
let signingIn = null;

const header = () => ({ 'Accept-Language': language(), ...(token ? { Authorization: 'Bearer ' + token } : {}) });

function send(method, path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: baseUrl + path,
      method,
      data,
      timeout: 15000,
      header: header(),
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

// A picture the person chose; returns its id at the server.
async function upload(filePath) {
  if (!token) await signIn();
  const answer = await new Promise((resolve, reject) => {
    wx.uploadFile({
      url: baseUrl + '/api/pictures',
      filePath,
      name: 'file',
      header: header(),
      success: resolve,
      fail: () => reject(say({ code: 'offline' })),
    });
  });
  const data = JSON.parse(answer.data || '{}');
  if (answer.statusCode !== 201) throw say(data);
  return data.id;
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
const open = { open: true };

// seller: "" for the shop's own things, undefined for everybody's; brand: "" for all.
const only = ({ seller, brand = '' }) => (seller === undefined ? '' : `&seller=${enc(seller)}`) + (brand && `&brand=${enc(brand)}`);

module.exports = {
  signedIn: () => Boolean(token),
  upload,
  picture,
  home: () => call('GET', '/api/home', undefined, open),
  products: ({ category = '', query = '', page = 0, ...narrowed }) =>
    call('GET', `/api/products?category=${enc(category)}&q=${enc(query)}&page=${page}${only(narrowed)}`, undefined, open),
  brands: ({ category = '', query = '', seller, find = '' }) =>
    call('GET', `/api/brands?category=${enc(category)}&q=${enc(query)}&find=${enc(find)}${only({ seller })}`, undefined, open),
  suggestions: () => call('GET', '/api/suggestions', undefined, open),
  turnPersonal: (on) => call('PUT', '/api/personal', { on }),
  product: (id) => call('GET', `/api/products/${enc(id)}`, undefined, open),
  reviews: (id, page = 0) => call('GET', `/api/products/${enc(id)}/reviews?page=${page}`, undefined, open),
  news: () => call('GET', '/api/news', undefined, open),
  wish: (variantId, kind) => call('POST', '/api/wishes', { variant_id: variantId, kind }),
  wishes: () => call('GET', '/api/wish-list'),
  keepWish: (variantId) => call('POST', '/api/wish-list', { variant_id: variantId }),
  dropWish: (variantId) => call('DELETE', `/api/wish-list/${enc(variantId)}`),
  coupons: () => call('GET', '/api/coupons'),
  claim: (id) => call('POST', `/api/coupons/${id}`),
  drops: () => call('GET', '/api/drops'),
  joinDrop: (id, tells) => call('POST', `/api/drops/${enc(id)}/join`, tells),
  // Of what is in a basket, that of which there is less: [{ variant_id, stock }].
  stock: async (items) => (await call('POST', '/api/stock', { items }, open)).short,
  // Before a question. items: what of the basket is shown with it; none to show nothing any more.
  asking: (productId, items) => call('PUT', '/api/asking', { product_id: productId, items }),
  quote: (items) => call('POST', '/api/quote', { items }),
  async order(form) {
    const made = await call('POST', '/api/orders', form);
    seen.keep('/api/orders/' + made.order.number, made.order);
    return made;
  },
  orders: () => call('GET', '/api/orders'),
  showOrder: (number) => call('GET', `/api/orders/${number}`),
  payment: (number) => call('POST', `/api/orders/${number}/payment`),
  cancel: (number) => call('POST', `/api/orders/${number}/cancel`),
  sendBack: (number, form) => call('POST', `/api/orders/${number}/returns`, form),
  review: (number, lineId, form) => call('PUT', `/api/orders/${number}/lines/${lineId}/review`, form),
};
