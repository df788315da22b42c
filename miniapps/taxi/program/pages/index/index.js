// From here to there: the map, the two ends of the trip, the kinds of car with their prices, and the order.
const api = require('../../lib/api');
const { pay } = require('../../lib/pay');
const map = require('../../lib/map');
const { words } = require('../../lib/words');

const START_SCALE = 14.3;
const CARS_MS = 5000;

Page({
  data: {
    t: words,
    from: null,
    to: null,
    offer: null,
    vehicle: 'economy',
    chosen: null,
    centre: { latitude: 41, longitude: -36 },
    scale: START_SCALE,
    polygons: [],
    polyline: [],
    markers: [],
    places: [],
    running: null,
    busy: false,
    problem: '',
  },
  async onLoad() {
    this.scale = START_SCALE;
    try {
      this.city = await api.city();
    } catch (problem) {
      return this.setData({ problem: problem.message });
    }
    const trip = getApp().globalData.trip;
    const station = this.city.places[0];
    trip.from = trip.from || wx.getStorageSync('from') || { node: station.node, title: station.name };
    this.setData({
      places: this.city.places.slice(0, 6).map(({ node, name }) => ({ node, title: name })),
      polygons: map.ground(this.city).polygons,
      centre: map.nodePlace(this.city, trip.from.node),
    });
    this.ready = true;
    this.refresh();
  },
  onShow() {
    if (this.ready) this.refresh();
    this.watchCars();
    this.findRunning();
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  onThemeChange() {
    if (!this.ready) return;
    this.setData({ polygons: map.ground(this.city).polygons });
    this.lines();
    this.draw();
  },
  watchCars() {
    clearInterval(this.timer);
    const look = async () => {
      const { from } = this.data;
      if (!from) return;
      try {
        this.cars = (await api.cars(from.node)).cars;
        this.draw();
      } catch {
        // Cars on the map are a nicety.
      }
    };
    this.timer = setInterval(look, CARS_MS);
    setTimeout(look, 300);
  },
  async findRunning() {
    try {
      const { rides } = await api.rides();
      const running = rides.find(({ state }) => !['finished', 'cancelled', 'awaiting_payment'].includes(state));
      this.setData({ running: running || null });
    } catch {
      // The list of rides says what is wrong; here it would only be in the way.
    }
  },
  // Takes over what was chosen elsewhere and asks for prices when both ends are known.
  async refresh() {
    const { from, to } = getApp().globalData.trip;
    this.setData({ from, to, problem: '', ...(from && to ? {} : { offer: null, chosen: null }) });
    this.draw();
    if (!from || !to) return this.lines();
    try {
      const offer = await api.quotes(from.node, to.node);
      this.offered = [from.node, to.node].join('-');
      this.setData({ offer });
      this.pick(this.data.vehicle);
      this.lines();
      this.see(offer.path);
    } catch (problem) {
      // Without network, the last word on this very trip stays.
      const stays = problem.code === 'offline' && this.offered === [from.node, to.node].join('-');
      this.setData({ ...(stays ? {} : { offer: null, chosen: null }), problem: problem.message });
    }
  },
  pick(vehicle) {
    const quotes = this.data.offer.quotes;
    const chosen = quotes.find((one) => one.vehicle === vehicle) || quotes[0];
    this.setData({ vehicle: chosen.vehicle, chosen });
  },
  choose(event) {
    this.pick(event.detail.value);
  },
  draw() {
    if (!this.ready) return;
    const { from, to } = this.data;
    const ends = [
      from && map.mark(1, map.nodePlace(this.city, from.node), 'from', 30, `${words.pick_up}: ${from.title}`, 1),
      to && map.mark(2, map.nodePlace(this.city, to.node), 'to', 30, `${words.destination}: ${to.title}`, 1),
    ].filter(Boolean);
    for (const end of ends) end.height = 39;
    const cars = (this.cars || []).map((car, index) => map.mark(500 + index, car, 'cab', 24, words[car.vehicle]));
    this.setData({ markers: [...map.marks(this.city, this.scale), ...cars, ...ends] });
  },
  // The streets, and on top of them the way that is offered.
  lines() {
    const { offer } = this.data;
    this.setData({ polyline: [...map.ground(this.city).polyline, ...(offer ? [map.route(offer.path)] : [])] });
  },
  see(path) {
    const points = path.map(([latitude, longitude]) => ({ latitude, longitude }));
    wx.createMapContext('map', this).includePoints({ points, padding: [60, 50, 70, 50] });
  },
  moved(event) {
    if (event.detail.type !== 'end') return;
    const before = this.scale >= map.NAMES_FROM_SCALE;
    this.scale = event.detail.scale;
    if (before !== this.scale >= map.NAMES_FROM_SCALE) this.draw();
  },
  async tapMap(event) {
    await this.choosePlace(event.detail);
  },
  async tapMark(event) {
    const found = this.data.markers.find((one) => one.id === event.detail.markerId);
    if (found && found.id >= 100) await this.choosePlace(found);
  },
  async choosePlace(spot) {
    try {
      const place = await api.place(spot);
      const { tapIndex } = await wx.showActionSheet({
        alertText: place.title,
        itemList: [words.go_there, words.pick_up_here],
      });
      this.set(tapIndex === 0 ? 'to' : 'from', place);
    } catch (problem) {
      if (problem.message) this.setData({ problem: problem.message });
    }
  },
  set(end, place) {
    getApp().globalData.trip[end] = place;
    if (end === 'from') wx.setStorageSync('from', place);
    this.refresh();
  },
  go(event) {
    const { node, title } = event.currentTarget.dataset;
    this.set('to', { node, title });
  },
  search(event) {
    wx.navigateTo({ url: `/pages/search/search?end=${event.currentTarget.dataset.end}` });
  },
  swap() {
    const trip = getApp().globalData.trip;
    getApp().globalData.trip = { from: trip.to, to: trip.from };
    this.refresh();
  },
  openRunning() {
    wx.navigateTo({ url: `/pages/ride/ride?number=${this.data.running.number}` });
  },
  again() {
    if (this.ready) this.refresh();
    else this.onLoad();
  },
  async order() {
    const { from, to, chosen, busy } = this.data;
    if (busy || !chosen) return;
    // The same trip at the same price is one order, however often the button is pressed.
    const wish = [from.node, to.node, chosen.vehicle, chosen.maximum_fen].join('-');
    if (this.wish !== wish) {
      this.wish = wish;
      this.requestKey = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    }
    this.setData({ busy: true, problem: '' });
    try {
      const { ride, payment } = await api.order({
        start: from.node,
        goal: to.node,
        vehicle: chosen.vehicle,
        maximum_fen: chosen.maximum_fen,
        request_key: this.requestKey,
      });
      await pay(ride.number, payment, ({ state }) => state !== 'awaiting_payment');
      this.wish = '';
      getApp().globalData.trip.to = null;
      wx.navigateTo({ url: `/pages/ride/ride?number=${ride.number}` });
    } catch (problem) {
      this.wish = problem.code === 'offline' ? this.wish : '';
      await this.refresh();
      this.setData({ problem: problem.message || words.e_unknown });
    }
    this.setData({ busy: false });
  },
});
