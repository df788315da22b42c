// What is missing, or that all of this is from before because there is no network. Triggers `again`: by itself when
// answers come again, and by hand where `retry` says that asking again changes what is shown.
const seen = require('../../lib/seen');
const { t } = require('../../lib/words');

Component({
  properties: { problem: String, retry: { type: Boolean, value: false } },
  data: { t, old: false },
  lifetimes: {
    attached() {
      this.stop = seen.listen((old) => {
        this.setData({ old });
        if (!old) this.again();
      });
      this.setData({ old: seen.isOld() });
    },
    detached() {
      this.stop();
    },
  },
  methods: {
    again() {
      this.triggerEvent('again');
    },
  },
});
