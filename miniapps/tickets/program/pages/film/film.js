// One film: what it is, and when and where it runs.
const api = require('../../lib/api');
const { w } = require('../../lib/words');

Page({
  data: { w, film: null, days: [], day: '', cinemas: [], problem: '' },
  onLoad({ id }) {
    this.id = id;
    this.load();
  },
  async load() {
    try {
      const film = await api.film(this.id);
      this.setData({ film, days: film.days.map((one) => one.day), problem: '' });
      wx.setNavigationBarTitle({ title: film.title });
      const { days, day } = this.data;
      if (days.length) this.show(days.includes(day) ? day : days[0]);
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  choose(event) {
    this.show(event.detail.day);
  },
  show(day) {
    this.setData({ day, cinemas: this.data.film.days.find((one) => one.day === day).cinemas });
  },
  seats(event) {
    wx.navigateTo({ url: `/pages/seats/seats?id=${event.currentTarget.dataset.id}` });
  },
});
