// The last look: what it is, what it costs, what can be given back. Booked once, however often the button is pressed.
const api = require('../../lib/api');
const reminders = require('../../lib/reminders');
const { w, dayName, placeName } = require('../../lib/words');
const { pay } = require('../../lib/pay');

Page({
  data: { w, quote: null, when: '', busy: false, remind: false, problem: '', lost: false },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.checkout });
    this.draft = getApp().globalData.draft;
    this.requestKey = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    this.load();
  },
  async load() {
    if (!this.draft) {
      wx.switchTab({ url: '/pages/films/films' });
      return;
    }
    try {
      const quote = await api.quote(this.draft.choice, this.draft.bookingId);
      const { offer } = quote;
      const lines = offer.lines.map((one, n) => ({ ...one, n, name: one.holder || placeName(one.label), more: one.holder ? w[one.label] || '' : '' }));
      const due = { ...quote, offer: { ...offer, lines }, exchanging: !!this.draft.bookingId, give: Math.max(0, -quote.due_fen) };
      this.setData({ quote: due, when: `${dayName(offer.day, { near: true })}, ${offer.time}`, problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  // What is booked already may be paid meanwhile: then its codes are what to look at.
  async again() {
    if (!this.made) return this.load();
    try {
      const booking = await api.booking(this.made);
      if (booking.waiting) this.setData({ problem: '' });
      else this.leave();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  leave() {
    getApp().globalData.draft = null;
    wx.reLaunch({ url: `/pages/ticket/ticket?id=${this.made}` });
  },
  // What is being booked has a time of its own.
  over() {
    if (!this.data.busy) this.setData({ problem: w.heldOver, lost: true });
  },
  // Somebody else may have the seats now: the map shows which are free.
  choose() {
    wx.navigateBack();
  },
  // Asked when the switch is turned, not at the moment of paying: one question at a time.
  async remind(event) {
    this.setData({ remind: event.detail.value });
    if (!event.detail.value) return;
    try {
      this.setData({ remind: await reminders.ask(), problem: '' });
    } catch (problem) {
      this.setData({ remind: false, problem: problem.message });
    }
  },
  async submit() {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    const { choice, bookingId } = this.draft;
    try {
      const made = bookingId
        ? await api.exchange(bookingId, choice, this.requestKey)
        : await api.book(choice, this.requestKey, this.data.remind);
      this.made = made.booking.id;
      if (made.payment) await pay(this.made, made.payment);
      this.leave();
    } catch (problem) {
      this.setData({ busy: false, problem: problem.message || w.wrong, lost: problem.code === 'seat_not_held' });
    }
  },
});
