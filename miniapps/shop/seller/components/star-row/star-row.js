// Stars: shown, or, with `choosing`, chosen. Triggers `change` with { value }.
const { t, fill } = require('../../lib/words');

Component({
  properties: { value: { type: Number, value: 0 }, choosing: { type: Boolean, value: false } },
  data: { t, stars: [1, 2, 3, 4, 5].map((value) => ({ value, label: fill(t.starsOf, value) })) },
  methods: {
    choose(event) {
      this.triggerEvent('change', { value: Number(event.currentTarget.dataset.value) });
    },
  },
});
