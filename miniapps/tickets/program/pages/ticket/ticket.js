// One booking: its codes for the door, how it stands, and what can still be done with it.
const api = require('../../lib/api');
const kept = require('../../lib/kept');
const { w, dayName, placeName, say } = require('../../lib/words');
const { pay } = require('../../lib/pay');

const spoken = (n) => say(w.starOf, { n });
const STARS = [1, 2, 3, 4, 5].map((n) => ({ n, spoken: spoken(n) }));

Page({
  data: { w, booking: null, at: 0, problem: '', busy: false, stars: STARS, given: 0, complaint: '' },
  onLoad({ id }) {
    this.id = id;
    wx.setNavigationBarTitle({ title: w.myTickets });
  },
  onShow() {
    const known = kept.find(this.id);
    if (known) this.show(known);
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
    const tickets = booking.tickets.map((one) => {
      const label = one.holder || one.label;
      const words = one.holder || placeName(one.label);
      return { ...one, words, spoken: say(w.codeFor, { label }) };
    });
    const state = booking.state === 'paid' && booking.over ? 'over' : booking.state;
    const changeable = booking.state === 'paid' && !booking.begun && !booking.waiting && !tickets.some((one) => one.used_at);
    const when = `${dayName(booking.day, { near: true })}, ${booking.time}`;
    const waitingWhen = booking.waiting ? `${dayName(booking.waiting.day)}, ${booking.waiting.time}` : '';
    const lines = booking.lines.map((one, n) => ({ ...one, n, words: one.holder || placeName(one.label) }));
    const rating = booking.rating && { ...booking.rating, spoken: spoken(booking.rating.stars) };
    this.setData({ booking: { ...booking, tickets, lines, rating, words: w[state], when, waitingWhen }, changeable });
  },
  turn(event) {
    this.setData({ at: event.detail.current });
  },
  async pay() {
    await this.work(async () => {
      const { payment } = await api.payment(this.id);
      await pay(this.id, payment);
    });
  },
  cancel() {
    this.work(() => api.cancel(this.id));
  },
  // A good one is one tap; a low one asks what went wrong.
  rate(event) {
    const given = Number(event.currentTarget.dataset.stars);
    this.setData({ given });
    if (given > 2) this.work(() => api.rate(this.id, given, ''));
  },
  type(event) {
    this.setData({ complaint: event.detail.value });
  },
  complain() {
    this.work(() => api.rate(this.id, this.data.given, this.data.complaint.trim()));
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true });
    let problem = '';
    try {
      await action();
    } catch (refusal) {
      problem = refusal.message || w.wrong;
    }
    await this.load();
    this.setData({ busy: false, problem });
  },
  itinerary() {
    wx.navigateTo({ url: `/pages/itinerary/itinerary?id=${this.id}` });
  },
  refund() {
    wx.navigateTo({ url: `/pages/refund/refund?id=${this.id}` });
  },
  exchange() {
    wx.navigateTo({ url: `/pages/exchange/exchange?id=${this.id}` });
  },
  all() {
    wx.switchTab({ url: '/pages/tickets/tickets' });
  },
  copy() {
    wx.setClipboardData({ data: this.id });
  },
});
