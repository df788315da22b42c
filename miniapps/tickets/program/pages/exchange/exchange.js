// Another time for the same film, route or event. For a film the seats come next; the checkout shows the difference.
const api = require('../../lib/api');
const { w, dayName, addDays, today } = require('../../lib/words');

Page({
  data: { w, booking: null, days: [], day: '', times: null, problem: '' },
  onLoad({ id }) {
    this.id = id;
    wx.setNavigationBarTitle({ title: w.exchangeTitle });
    this.load();
  },
  async load() {
    try {
      const booking = await api.booking(this.id);
      this.setData({ booking, problem: '' });
      await this['days_' + booking.kind](booking);
      const { days, day } = this.data;
      if (days.length) await this.show([day, booking.day, days[0]].find((one) => days.includes(one)));
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  async days_cinema(booking) {
    this.film = await api.film(booking.extra.film_id);
    this.setData({ days: this.film.days.map((one) => one.day) });
  },
  async days_event(booking) {
    this.event = await api.event(booking.extra.event_id);
    this.setData({ days: this.event.sessions.map((one) => one.day).filter((day) => day !== booking.day) });
  },
  async days_flight(booking) {
    const first = addDays(booking.day, -3) > today() ? addDays(booking.day, -3) : today();
    this.setData({ days: Array.from({ length: 10 }, (_, index) => addDays(first, index)) });
  },
  choose(event) {
    this.show(event.detail.day).then(
      () => this.setData({ problem: '' }),
      (problem) => this.setData({ problem: problem.message }),
    );
  },
  async show(day) {
    this.setData({ day, times: null });
    const times = await this['times_' + this.data.booking.kind](day);
    const words = dayName(day, { near: true });
    this.setData({ times: times.filter((one) => one.id !== this.data.booking.offer_id).map((one, n) => ({ ...one, n, words })) });
  },
  times_cinema(day) {
    const found = this.film.days.find((one) => one.day === day);
    return (found ? found.cinemas : []).flatMap((cinema) =>
      cinema.times.map((one) => ({ id: one.id, time: one.time, place: `${cinema.name}, ${one.hall}` })),
    );
  },
  times_event(day) {
    const { choice } = this.data.booking;
    return this.event.sessions
      .filter((one) => one.day === day)
      .flatMap((one) => this.event.tiers.map((tier) => ({ one, tier })))
      .filter(({ one, tier }) => one.left[tier.id] >= choice.quantity)
      .map(({ one, tier }) => ({ id: one.id, tier: tier.id, time: one.time, place: tier.name, price_fen: tier.price_fen }));
  },
  async times_flight(day) {
    const { flight, choice } = this.data.booking;
    const { flights } = await api.flights(flight.from.code, flight.to.code, day);
    return flights.flatMap((one) => {
      const fare = one.fares.find((each) => each.id === choice.fare);
      if (fare.left < choice.passengers.length) return [];
      return [{ id: one.id, time: `${one.departs} – ${one.arrives}`, place: one.number, price_fen: fare.price_fen }];
    });
  },
  pick(event) {
    const { id, tier } = event.currentTarget.dataset;
    const { booking } = this.data;
    if (booking.kind === 'cinema') {
      wx.navigateTo({ url: `/pages/seats/seats?id=${id}&exchange=${this.id}` });
      return;
    }
    const { kind, fare, passengers, quantity } = booking.choice;
    const choice = kind === 'flight' ? { kind, offer_id: id, fare, passengers } : { kind, offer_id: id, tier, quantity };
    getApp().globalData.draft = { choice, bookingId: this.id };
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
