// Search by route and day; the flights found stand below.
const api = require('../../lib/api');
const { w, dayName, say, span, today, addDays } = require('../../lib/words');

const FARTHEST_DAYS = 120;

Page({
  data: { w, airports: [], names: [], from: 0, to: 1, day: '', dayWords: '', first: '', last: '', flights: null, missed: false, busy: false, problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.flights });
    const day = addDays(today(), 14);
    this.setData({ day, dayWords: dayName(day), first: today(), last: addDays(today(), FARTHEST_DAYS) });
    this.load();
  },
  async load() {
    try {
      const { airports } = await api.airports();
      this.setData({ airports, names: airports.map((one) => `${one.city} (${one.code})`), problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  // What was searched is searched again.
  async again() {
    if (!this.data.airports.length) await this.load();
    else this.setData({ problem: '' });
    if (this.data.flights || this.data.missed) this.search();
  },
  chooseFrom(event) {
    this.setData({ from: Number(event.detail.value), flights: null });
  },
  chooseTo(event) {
    this.setData({ to: Number(event.detail.value), flights: null });
  },
  chooseDay(event) {
    this.setData({ day: event.detail.value, dayWords: dayName(event.detail.value), flights: null });
  },
  swap() {
    this.setData({ from: this.data.to, to: this.data.from, flights: null });
  },
  async search() {
    const { airports, from, to, day, busy } = this.data;
    if (busy || !airports.length) return;
    if (from === to) {
      this.setData({ problem: w.sameAirport });
      return;
    }
    this.setData({ busy: true, problem: '', missed: false });
    try {
      const { flights } = await api.flights(airports[from].code, airports[to].code, day);
      const shown = flights.map((one) => ({
        ...one,
        later: one.day_shift ? say(w.nextDay, { n: one.day_shift }) : '',
        span: span(one.minutes),
        from_fen: Math.min(...one.fares.map((fare) => fare.price_fen)),
      }));
      this.setData({ flights: shown, busy: false });
    } catch (problem) {
      this.setData({ busy: false, missed: true, flights: null, problem: problem.message });
    }
  },
  open(event) {
    wx.navigateTo({ url: `/pages/fares/fares?id=${event.currentTarget.dataset.id}` });
  },
});
