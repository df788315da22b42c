// Less, the number, more. Triggers `change` with { value }.
const { w } = require('../../lib/words');

Component({
  properties: { value: { type: Number, value: 1 }, max: { type: Number, value: 8 } },
  data: { w },
  methods: {
    less() {
      this.step(-1);
    },
    more() {
      this.step(1);
    },
    step(by) {
      const value = Math.min(this.data.max, Math.max(1, this.data.value + by));
      if (value !== this.data.value) this.triggerEvent('change', { value });
    },
  },
});
