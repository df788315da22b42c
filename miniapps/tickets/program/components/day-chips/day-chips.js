// Days in a row to choose one from. days: ISO texts. Triggers `choose` with { day }.
const { w, dayName } = require('../../lib/words');

Component({
  properties: { days: { type: Array, value: [] }, chosen: String },
  data: { w, chips: [] },
  observers: {
    days(days) {
      this.setData({ chips: days.map((day) => ({ day, name: dayName(day, { near: true }) })) });
    },
  },
  methods: {
    choose(event) {
      this.triggerEvent('choose', { day: event.currentTarget.dataset.day });
    },
  },
});
