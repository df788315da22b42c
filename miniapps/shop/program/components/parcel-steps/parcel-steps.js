// How far a parcel is: its steps below each other with their times. A step that was left out counts as done.
const { t } = require('../../lib/words');

Component({
  properties: { parcel: { type: Object, value: null } },
  data: { t, steps: [] },
  observers: {
    parcel(parcel) {
      if (!parcel) return;
      const now = parcel.steps.findIndex((step) => step.state === parcel.state);
      this.setData({
        steps: parcel.steps.map((step, n) => ({
          ...step,
          text: t.steps[step.state],
          mark: n < now ? 'done' : n === now ? 'now' : '',
        })),
      });
    },
  },
  methods: {
    copy() {
      wx.setClipboardData({ data: this.data.parcel.tracking });
    },
  },
});
