// A driver's desk: online or not, an offer with its countdown, the ride that runs, all over the map.
const api = require('../../lib/api');
const map = require('../../lib/map');
const seen = require('../../lib/seen');
const { words, fill } = require('../../lib/words');

const LOOK_MS = 1000;
const CAR = 3;
const STEPS = { coming: 'arrive', arrived: 'start', driving: 'finish' };
const yuan = (fen) => '¥' + (fen / 100).toFixed(2);

Page({
  data: {
    t: words,
    me: null,
    stands: [],
    stand: 0,
    step: '',
    unread: 0,
    countdown: 0,
    centre: { latitude: 41, longitude: -36 },
    polygons: [],
    polyline: [],
    markers: [],
    busy: false,
    problem: '',
    note: '',
  },
  onLoad() {
    this.load();
  },
  // The ground, once; who is on it is asked again and again.
  async load() {
    if (this.city && this.data.stands.length) return;
    try {
      this.city = await api.city();
      const { stands } = await api.stands();
      this.setData({ stands, polygons: map.ground(this.city).polygons });
      this.redraw();
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  onShow() {
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  onThemeChange() {
    if (!this.city) return;
    this.setData({ polygons: map.ground(this.city).polygons });
    this.redraw();
  },
  async look() {
    if (this.looking) return;
    this.looking = true;
    try {
      this.show(await api.me());
    } catch (problem) {
      if (problem.code === 'driver_unknown') this.register();
      else this.setData({ problem: problem.message });
    }
    this.looking = false;
  },
  register() {
    clearInterval(this.timer);
    wx.navigateTo({ url: '/pages/car/car' });
  },
  show(me) {
    const before = this.data.me;
    const { ride, offer } = me;
    const read = ride ? wx.getStorageSync('read-' + ride.number) || 0 : 0;
    this.setData({
      me,
      // A refusal stays to be read while only what is from before is shown.
      problem: seen.isOld() ? this.data.problem : '',
      step: ride ? STEPS[ride.state] : '',
      unread: ride ? Math.max(0, ride.messages - read) : 0,
      countdown: offer ? Math.round((offer.seconds_left / 20) * 100) : 0,
    });
    if (!before || this.scene(before) !== this.scene(me)) {
      this.redraw();
      if (offer) wx.vibrateLong({ fail() {} });
      if (before && before.ride && !ride && !this.finishing) this.setData({ note: words.ride_gone });
      else if (offer || ride) this.setData({ note: '' });
      this.finishing = false;
    } else {
      this.move(me.car);
    }
  },
  // What the map shows; it is drawn anew only when this changes.
  scene: ({ offer, ride, driver }) => [offer && offer.id, ride && ride.number + ride.state, driver.online].join(),
  redraw() {
    const { me } = this.data;
    if (!this.city || !me) return;
    const { offer, ride, car } = me;
    const lines = map.ground(this.city).polyline;
    const trip = offer || ride;
    const ends = trip
      ? [
          map.mark(1, trip.from, 'from', 30, `${words.pick_up}: ${trip.from.title}`, 1),
          map.mark(2, trip.to, 'to', 30, `${words.destination}: ${trip.to.title}`, 1),
        ].map((end) => ({ ...end, height: 39 }))
      : [];
    if (offer) lines.push(map.route(offer.path, true), map.route(offer.trip));
    else if (ride) lines.push(map.route(car.path));
    this.setData({
      polyline: lines,
      markers: [...map.marks(this.city, 0), ...ends, map.mark(CAR, car, 'car', 40, words.your_car)],
    });
    const seen = offer ? [...offer.path, ...offer.trip] : ride ? car.path : [];
    const points = seen.map(([latitude, longitude]) => ({ latitude, longitude }));
    if (points.length > 1) this.map().includePoints({ points, padding: [60, 50, 70, 50] });
    else this.map().moveToLocation({ latitude: car.latitude, longitude: car.longitude });
  },
  move({ latitude, longitude }) {
    this.map().translateMarker({
      markerId: CAR,
      destination: { latitude, longitude },
      autoRotate: false,
      duration: LOOK_MS,
      fail: () => this.redraw(),
    });
  },
  map() {
    return wx.createMapContext('drive-map', this);
  },
  async work(action) {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: '', note: '' });
    try {
      this.show(await action());
    } catch (problem) {
      this.setData({ problem: problem.message || words.e_unknown });
    }
    this.setData({ busy: false });
  },
  choose(event) {
    this.setData({ stand: Number(event.detail.value) });
  },
  goOnline() {
    this.work(() => api.online(true, this.data.stands[this.data.stand].node));
  },
  goOffline() {
    this.work(() => api.online(false));
  },
  accept() {
    this.work(() => api.answer(this.data.me.offer.id, 'accept'));
  },
  decline() {
    this.work(() => api.answer(this.data.me.offer.id, 'decline'));
  },
  next() {
    const { step, me } = this.data;
    this.work(async () => {
      this.finishing = step === 'finish';
      const after = await api.step(step);
      if (step === 'finish') wx.showToast({ title: fill(words.ride_done, yuan(me.ride.earns_fen)), icon: 'none' });
      return after;
    });
  },
  async handBack() {
    const { confirm } = await wx.showModal({
      title: words.hand_back_ask,
      content: words.hand_back_text,
      confirmText: words.hand_back,
      cancelText: words.keep,
    });
    if (!confirm) return;
    this.finishing = true;
    await this.work(() => api.step('hand_back'));
  },
  chat() {
    wx.navigateTo({ url: `/pages/chat/chat?number=${this.data.me.ride.number}` });
  },
  lost() {
    wx.navigateTo({ url: '/pages/lost/lost' });
  },
  changeCar() {
    wx.navigateTo({ url: '/pages/car/car' });
  },
});
