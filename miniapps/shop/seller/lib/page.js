// A page with the words of the person's language as `t`, and a title from them.
const { t } = require('./words');

module.exports = function page(title, { data = {}, onLoad, ...rest }) {
  Page({
    ...rest,
    data: { ...data, t },
    onLoad(options) {
      if (title) wx.setNavigationBarTitle({ title: t[title] });
      if (onLoad) onLoad.call(this, options);
    },
  });
};
