// Who is flying. What was written stays in the program's storage, so that the next flight is quicker.
const api = require('../../lib/api');
const { w, say } = require('../../lib/words');
const { FIELDS, problemsOf } = require('../../lib/passengers');

const EMPTY = Object.fromEntries(FIELDS.map((field) => [field, '']));
const HINTS = { born: w.dateHint, document_until: w.dateHint, given_name: w.asInPassport, family_name: w.asInPassport };

Page({
  data: { w, people: [], lacking: false, problem: '', fields: [] },
  onLoad({ id, fare }) {
    Object.assign(this, { id, fare });
    wx.setNavigationBarTitle({ title: w.passengersTitle });
    const fields = FIELDS.map((name) => ({ name, label: w[name], hint: HINTS[name] || '' }));
    this.setData({ fields });
    this.show(wx.getStorageSync('passengers') || [EMPTY]);
    this.load();
  },
  // Its days say which dates can be right.
  async load() {
    try {
      this.flight = await api.flight(this.id);
      this.setData({ lacking: false, problem: '' });
    } catch (problem) {
      this.setData({ lacking: true, problem: problem.message });
    }
  },
  show(people) {
    this.setData({ people: people.map((one, index) => ({ ...one, title: say(w.passenger, { n: index + 1 }), wrong: one.wrong || {} })) });
  },
  type(event) {
    const { index, field } = event.currentTarget.dataset;
    this.setData({ [`people[${index}].${field}`]: event.detail.value, [`people[${index}].wrong.${field}`]: '' });
  },
  add() {
    if (this.data.people.length < 6) this.show([...this.data.people, EMPTY]);
  },
  remove(event) {
    this.show(this.data.people.filter((_, index) => index !== event.currentTarget.dataset.index));
  },
  async go() {
    if (!this.flight) await this.load();
    if (!this.flight) return;
    const { day, arrival_day: arrives } = this.flight;
    const people = this.data.people.map((one) => {
      const codes = problemsOf(one, day, arrives);
      return { ...one, wrong: Object.fromEntries(Object.entries(codes).map(([field, code]) => [field, w['field_' + code]])) };
    });
    this.show(people);
    if (people.some((one) => Object.keys(one.wrong).length)) return;
    const passengers = people.map((one) => Object.fromEntries(FIELDS.map((field) => [field, one[field].trim()])));
    wx.setStorageSync('passengers', passengers);
    getApp().globalData.draft = { choice: { kind: 'flight', offer_id: this.id, fare: this.fare, passengers }, bookingId: '' };
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
