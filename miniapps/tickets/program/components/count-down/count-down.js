// Minutes and seconds that run out. Triggers `over` once, at zero. It counts by the clock, so a phone that slept is right.
Component({
  properties: { seconds: { type: Number, value: 0 }, label: String },
  data: { left: 0 },
  observers: {
    seconds(seconds) {
      this.end = Date.now() + seconds * 1000;
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
      const left = Math.max(0, Math.round((this.end - Date.now()) / 1000));
      if (left !== this.data.left) this.setData({ left });
      if (left === 0 && this.data.seconds > 0 && !this.told) {
        this.told = true;
        this.triggerEvent('over');
      }
    },
  },
});
