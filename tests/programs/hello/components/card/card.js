Component({
  properties: {
    heading: String,
    count: { type: Number, value: 0 },
  },
  data: { note: '' },
  observers: {
    count(count) {
      this.setData({ note: count > 3 ? ' many' : '' });
    },
  },
  methods: {
    more() {
      this.triggerEvent('more', { by: 2 });
    },
  },
});
