// One ride, live: from the payment to the rating. The server tells every change; this page shows it in words and on a
// map.
const api = require('../../lib/api');
const { follow } = require('../../lib/live');
const { pay } = require('../../lib/pay');
const map = require('../../lib/map');
const { words, fill } = require('../../lib/words');

const CAR = 3;
const MOVE_MS = 1000;
const TIPS = [200, 500, 1000];
const yuan = (fen) => '¥' + (fen / 100).toFixed(2);

Page({
  data: {
    t: words,
    ride: null,
    headline: '',
    detail: '',
    unread: 0,
    centre: { latitude: 41, longitude: -36 },
    polygons: [],
    polyline: [],
    markers: [],
    stars: [1, 2, 3, 4, 5],
    given: 0,
    complaint: '',
    tips: TIPS,
    busy: false,
    problem: '',
  },
  onLoad({ number }) {
    this.number = number;
    wx.setNavigationBarTitle({ title: words.ride });
    this.look();
  },
  // The streets; the ride itself is followed.
  async look() {
    if (this.city) return this.setData({ problem: '' });
    try {
      this.city = await api.city();
      this.setData({ polygons: map.ground(this.city).polygons });
      if (this.data.ride) this.redraw(this.data.ride);
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  onShow() {
    this.stop = follow(this.number, (ride) => this.show(ride));
    this.timer = setInterval(() => this.tick(), MOVE_MS);
  },
  onHide() {
    this.leave();
  },
  onUnload() {
    this.leave();
  },
  leave() {
    clearInterval(this.timer);
    if (this.stop) this.stop();
    this.stop = null;
  },
  onThemeChange() {
    if (!this.city) return;
    this.setData({ polygons: map.ground(this.city).polygons });
    if (this.data.ride) this.redraw(this.data.ride);
  },
  show(ride) {
    const before = this.data.ride;
    const read = wx.getStorageSync('read-' + this.number) || 0;
    this.setData({ ride, problem: '', unread: Math.max(0, ride.messages - read), ...this.told(ride) });
    if (!before || before.state !== ride.state) this.redraw(ride);
    else if (ride.car) this.move(ride.car);
    if (before && before.state !== ride.state && ride.state === 'arrived') wx.vibrateLong({ fail() {} });
  },
  // Seconds run on between two words of the server.
  tick() {
    const { ride } = this.data;
    if (!ride) return;
    const step = (name, by) => ({ [`ride.${name}`]: Math.max(0, ride[name] + by) });
    if (ride.state === 'awaiting_payment' && ride.pay_seconds_left) this.setData(step('pay_seconds_left', -1));
  },
  told(ride) {
    const minutes = ride.car ? Math.max(1, Math.round(ride.car.seconds_left / 60)) : 0;
    const name = ride.driver ? ride.driver.name : '';
    const fee = ride.fare_fen ? fill(words.cost_fee, yuan(ride.fare_fen)) : words.cost_nothing;
    const told = {
      awaiting_payment: [words.not_paid, ''],
      searching: [ride.handed_back ? words.searching_again : words.searching, words.searching_text],
      coming: [fill(words.coming, name), fill(words.there_in, minutes)],
      arrived: [words.arrived, this.waitingWords(ride)],
      driving: [fill(words.driving, ride.to.title), fill(words.arriving_in, minutes)],
      finished: [words.finished, ''],
      cancelled: [words.cancelled, ride.ended_by === 'passenger' ? fee : words['ended_' + ride.ended_by] || ''],
    };
    const [headline, detail] = told[ride.state];
    return { headline, detail };
  },
  waitingWords(ride) {
    const free = ride.waiting_seconds <= ride.free_waiting_seconds;
    return free ? fill(words.waiting_free, ride.free_waiting_seconds / 60) : words.waiting_paid;
  },
  redraw(ride) {
    if (!this.city) return;
    const ground = map.ground(this.city).polyline;
    const lines = [map.route(ride.path, ride.state === 'coming' || ride.state === 'arrived')];
    if (ride.state === 'coming' && ride.car) lines.push(map.route(ride.car.path));
    const ends = [
      map.mark(1, ride.from, 'from', 30, `${words.pick_up}: ${ride.from.title}`, 1),
      map.mark(2, ride.to, 'to', 30, `${words.destination}: ${ride.to.title}`, 1),
    ].map((end) => ({ ...end, height: 39 }));
    const car = ride.car ? [map.mark(CAR, ride.car, 'car', 40, words.car)] : [];
    this.setData({ polyline: [...ground, ...lines], markers: [...map.marks(this.city, 0), ...ends, ...car] });
    const seen = ride.state === 'coming' && ride.car ? ride.car.path : ride.path;
    const points = seen.map(([latitude, longitude]) => ({ latitude, longitude }));
    if (points.length > 1) this.map().includePoints({ points, padding: [60, 50, 70, 50] });
  },
  move({ latitude, longitude }) {
    this.map().translateMarker({
      markerId: CAR,
      destination: { latitude, longitude },
      autoRotate: false,
      duration: MOVE_MS,
      fail: () => this.redraw(this.data.ride),
    });
  },
  map() {
    return wx.createMapContext('ride-map', this);
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '' });
    try {
      const ride = await action();
      this.show(ride || (await api.ride(this.number)));
    } catch (problem) {
      this.setData({ problem: problem.message || words.e_unknown });
    }
    this.setData({ busy: false });
  },
  pay() {
    this.work(async () => {
      const { payment } = await api.payment(this.number);
      await pay(this.number, payment, ({ state }) => state !== 'awaiting_payment');
    });
  },
  cancel() {
    const { fee_now_fen: fee } = this.data.ride;
    return this.askToCancel(fee, fee ? fill(words.cancel_fee, yuan(fee)) : words.cancel_free);
  },
  // What the person agrees to goes along: when it has become more meanwhile, the server refuses and we ask again.
  async askToCancel(agreed, content) {
    const { confirm } = await wx.showModal({
      title: words.cancel_ask,
      content,
      confirmText: words.cancel,
      cancelText: words.keep,
    });
    if (!confirm) return;
    let fee = null;
    await this.work(() =>
      api.cancel(this.number, agreed).catch((problem) => {
        if (problem.code !== 'fee_changed') throw problem;
        fee = problem.facts.fee_fen;
      }),
    );
    if (fee !== null) await this.askToCancel(fee, fill(words.cancel_fee_more, yuan(fee)));
  },
  chat() {
    wx.navigateTo({ url: `/pages/chat/chat?number=${this.number}` });
  },
  rate(event) {
    const given = Number(event.currentTarget.dataset.stars);
    this.setData({ given });
    if (given > 2) this.work(() => api.rate(this.number, given, ''));
  },
  type(event) {
    this.setData({ complaint: event.detail.value });
  },
  complain() {
    this.work(() => api.rate(this.number, this.data.given, this.data.complaint.trim()));
  },
  tip(event) {
    const amount = Number(event.currentTarget.dataset.fen);
    this.work(async () => {
      const { payment } = await api.tip(this.number, amount);
      await pay(this.number, payment, ({ tip_fen: tip }) => tip > 0);
    });
  },
  receipt() {
    wx.navigateTo({ url: `/pages/receipt/receipt?number=${this.number}` });
  },
  lost() {
    wx.navigateTo({ url: `/pages/lost/lost?number=${this.number}` });
  },
});
