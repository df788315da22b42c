// Less, the number, more. Triggers `change` with { value }; goes to 0 only where `removable` is set.
const { t } = require('../../lib/words');

Component({
  data: { t },
  properties: {
    value: { type: Number, value: 1 },
    max: { type: Number, value: 20 },
    removable: { type: Boolean, value: false },
  },
  methods: {
    less() {
      this.step(-1);
    },
    more() {
      this.step(1);
    },
    step(by) {
      const value = Math.min(this.data.max, Math.max(this.data.removable ? 0 : 1, this.data.value + by));
      if (value !== this.data.value) this.triggerEvent('change', { value });
    },
  },
});
