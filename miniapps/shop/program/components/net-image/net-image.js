// A picture that people sent: fetched from the shop's server, then drawn. Tapping it shows it large.
const api = require('../../lib/api');
const { t } = require('../../lib/words');

Component({
  properties: { picture: String },
  data: { t, path: '' },
  observers: {
    async picture(id) {
      if (!id) return;
      try {
        this.setData({ path: await api.picture(id) });
      } catch {
        // A missing picture leaves its grey square; the words beside it are still there.
      }
    },
  },
  methods: {
    enlarge() {
      if (this.data.path) wx.previewImage({ urls: [this.data.path], fail() {} });
    },
  },
});
