// Red Letter's own server: the gifts of merchants, which everybody may see. Nobody signs in: it learns nothing of people.
const { baseUrl } = require('../config');
const seen = require('./seen');
const { language, w } = require('./words');

const KEY = 'gifts';

function fresh() {
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${baseUrl}/api/gifts`,
      timeout: 15000,
      header: { 'Accept-Language': language },
      success: ({ statusCode, data }) =>
        statusCode === 200 ? resolve(data.gifts) : reject({ code: 'unknown', message: w.wrong }),
      fail: () => reject({ code: 'offline', message: w.offline }),
    });
  });
}

// Without network, those of the last time. Rejects with { code, message }: message is for people.
async function gifts() {
  try {
    const found = await fresh();
    seen.answered();
    wx.setStorage({ key: KEY, data: found, fail() {} });
    return found;
  } catch (problem) {
    const known = problem.code === 'offline' ? wx.getStorageSync(KEY) : '';
    if (!known) throw problem;
    seen.standsIn();
    return known;
  }
}

module.exports = { gifts };
