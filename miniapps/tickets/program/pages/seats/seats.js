// The seat map. Each tap holds or frees a seat at the server at once; five minutes run from the first.
const api = require('../../lib/api');
const { w, say, dayName } = require('../../lib/words');

const LOOK_MS = 5000; // others choose as well

Page({
  data: { w, hall: null, when: '', mine: [], total: 0, problem: '' },
  onLoad({ id, exchange }) {
    this.id = id;
    this.exchange = exchange || '';
    wx.setNavigationBarTitle({ title: w.chooseSeats });
  },
  onShow() {
    this.load();
    this.timer = setInterval(() => this.run(() => api.hall(this.id), true), LOOK_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  load() {
    return this.run(() => api.hall(this.id));
  },
  // Answers are taken in order, so that two quick taps end as they were made. quiet: what is said stays as it is.
  run(ask, quiet) {
    this.turn = (this.turn || Promise.resolve()).then(async () => {
      try {
        this.take(await ask(), quiet);
      } catch (problem) {
        if (quiet) return;
        this.setData({ problem: problem.message });
        if (problem.code === 'seat_taken') this.take(await api.hall(this.id).catch(() => this.data.hall), true);
      }
    });
    return this.turn;
  },
  take(hall, keepProblem) {
    if (!hall) return;
    const mine = hall.rows.flatMap((row) => row.seats).filter((seat) => seat.state === 'mine');
    const total = mine.reduce((sum, seat) => sum + seat.price_fen, 0);
    const when = `${dayName(hall.day, { near: true })}, ${hall.time}`;
    this.setData({ hall, mine, total, when, pick: say(w.pickSome, { n: hall.seats_max }) });
    if (!keepProblem) this.setData({ problem: '' });
  },
  toggle(event) {
    const { seat } = event.detail;
    this.run(() => {
      const held = this.data.mine.map((one) => one.id);
      const wanted = held.includes(seat) ? held.filter((one) => one !== seat) : [...held, seat];
      const most = this.data.hall.seats_max;
      if (wanted.length > most) throw { message: say(w.seatsMax, { n: most }) };
      return api.hold(this.id, wanted);
    });
  },
  over() {
    this.load().then(() => this.setData({ problem: this.data.problem || w.heldOver }));
  },
  go() {
    const choice = { kind: 'cinema', offer_id: this.id, seats: this.data.mine.map((one) => one.id) };
    getApp().globalData.draft = { choice, bookingId: this.exchange };
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
