// Up to three pictures: chosen on the device, sent to the shop's server at once. Triggers `change` with { ids }.
const api = require('../../lib/api');
const { t } = require('../../lib/words');

const MOST = 3;

Component({
  properties: { ids: { type: Array, value: [] } },
  data: { t, most: MOST, busy: false, problem: '' },
  methods: {
    async choose() {
      if (this.data.busy) return;
      let files;
      try {
        const { tempFiles } = await wx.chooseMedia({ count: MOST - this.data.ids.length, mediaType: ['image'] });
        files = tempFiles;
      } catch {
        return; // closed without choosing
      }
      this.setData({ busy: true, problem: '' });
      const ids = this.data.ids.slice();
      try {
        for (const file of files) ids.push(await api.upload(file.tempFilePath));
      } catch (problem) {
        this.setData({ problem: problem.message });
      }
      this.setData({ busy: false });
      this.triggerEvent('change', { ids: ids.slice(0, MOST) });
    },
    remove(event) {
      const { id } = event.currentTarget.dataset;
      this.triggerEvent('change', { ids: this.data.ids.filter((one) => one !== id) });
    },
  },
});
