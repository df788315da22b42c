// A restaurant in a list: its table, how long and how much the way is, and the heart. Tapping it opens the restaurant.
const api = require('../../lib/api');
const { t } = require('../../lib/words');

Component({
  properties: { place: { type: Object, value: null } },
  data: { t },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/place/place?id=${this.data.place.id}` });
    },
    async heart() {
      const { place } = this.data;
      const on = !place.favourite;
      this.setData({ 'place.favourite': on });
      this.triggerEvent('heart', { id: place.id, on });
      try {
        await api.favourite(place.id, on);
      } catch (problem) {
        this.setData({ 'place.favourite': !on });
        this.triggerEvent('heart', { id: place.id, on: !on });
        wx.showToast({ title: problem.message, icon: 'none' });
      }
    },
  },
});
