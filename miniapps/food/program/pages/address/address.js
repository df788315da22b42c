// Where to: chosen from the person's own list, or typed. The town's streets are known; anything else is said so.
const api = require('../../lib/api');
const page = require('../../lib/page');
const place = require('../../lib/place');

page('addressTitle', {
  data: { recipient: '', phone: '', address: '', missing: {}, busy: false, problem: '' },
  onLoad() {
    this.setData(place.read());
  },
  type(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`missing.${field}`]: false });
  },
  async choose() {
    const chosen = await place.choose();
    if (chosen) this.setData({ ...chosen, missing: {} });
  },
  async save() {
    const { recipient, phone, address } = this.data;
    const missing = { recipient: !recipient.trim(), address: !address.trim() };
    this.setData({ missing, problem: '' });
    if (missing.recipient || missing.address || this.data.busy) return;
    this.setData({ busy: true });
    try {
      const { address_known } = await api.places({ address });
      this.setData({ busy: false });
      if (!address_known) return this.setData({ problem: this.data.t.problems.address_unknown });
      place.write({ recipient: recipient.trim(), phone: phone.trim(), address: address.trim() });
      wx.navigateBack();
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message });
    }
  },
});
