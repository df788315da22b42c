// Hours, minutes and seconds until a moment, by the clock: a phone that slept is right. Triggers `over` once, at zero.
const pad = (number) => (number < 10 ? '0' : '') + number;

Component({
  properties: { until: { type: String, value: '' }, label: String },
  data: { figures: '' },
  observers: {
    until() {
      this.told = false;
      this.tick();
    },
  },
  lifetimes: {
    attached() {
      this.timer = setInterval(() => this.tick(), 1000);
    },
    detached() {
      clearInterval(this.timer);
    },
  },
  methods: {
    tick() {
      const left = this.data.until ? Math.max(0, Math.ceil((new Date(this.data.until) - Date.now()) / 1000)) : 0;
      const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      const figures = left ? `${hours ? `${hours}:${pad(minutes)}` : minutes}:${pad(seconds)}` : '';
      if (figures !== this.data.figures) this.setData({ figures });
      if (left || !this.data.until || this.told) return;
      this.told = true;
      this.triggerEvent('over');
    },
  },
});
