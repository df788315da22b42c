// The itinerary of a flight: both ends by their own clocks, who flies, what comes along.
const api = require('../../lib/api');
const { w, dayName, say, span } = require('../../lib/words');

Page({
  data: { w, booking: null, problem: '' },
  onLoad({ id }) {
    this.id = id;
    wx.setNavigationBarTitle({ title: w.itinerary });
    this.load();
  },
  async load() {
    try {
      this.show(await api.booking(this.id));
      this.setData({ problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  show(booking) {
    const { flight, extra } = booking;
    const bags = Number(extra.bags) ? say(w.bags, { n: extra.bags }) : w.noBag;
    const lines = booking.lines.map((one, n) => ({ ...one, n }));
    this.setData({ booking: { ...booking, lines }, bags, span: span(flight.minutes), fare: w[extra.fare], leaves: dayName(flight.day), lands: dayName(flight.arrival_day) });
  },
});
