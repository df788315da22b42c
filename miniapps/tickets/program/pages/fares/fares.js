// One flight: its fare classes with what each allows.
const api = require('../../lib/api');
const { w, dayName, say, span } = require('../../lib/words');

Page({
  data: { w, flight: null, fares: [], fare: '', problem: '' },
  onLoad({ id }) {
    this.id = id;
    wx.setNavigationBarTitle({ title: w.chooseFare });
    this.load();
  },
  async load() {
    try {
      const flight = await api.flight(this.id);
      const fares = flight.fares.map((one) => ({
        ...one,
        name: w[one.id],
        bag: one.bags ? say(w.bags, { n: one.bags }) : w.noBag,
        words: one.left ? say(w.left, { n: one.left }) : w.soldOut,
      }));
      const later = flight.day_shift ? say(w.nextDay, { n: flight.day_shift }) : '';
      this.setData({ flight: { ...flight, later, span: span(flight.minutes) }, fares, when: dayName(flight.day), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  choose(event) {
    const { id, left } = event.currentTarget.dataset;
    if (left) wx.navigateTo({ url: `/pages/passengers/passengers?id=${this.id}&fare=${id}` });
  },
});
