// Red Letter's own server: the gifts of merchants, which everybody may see. Nobody signs in: it learns nothing of people.
const { baseUrl } = require('../config');
const { w } = require('./words');

// Rejects with { code, message }: message is for people.
function gifts() {
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${baseUrl}/api/gifts`,
      timeout: 15000,
      success: ({ statusCode, data }) =>
        statusCode === 200 ? resolve(data.gifts) : reject({ code: 'unknown', message: w.wrong }),
      fail: () => reject({ code: 'offline', message: w.offline }),
    });
  });
}

module.exports = { gifts };
