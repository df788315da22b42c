// What went wrong, said once, with a way to try again.
const { w } = require('../../lib/words');

Component({
  properties: { text: String, retry: Boolean },
  data: { w },
  methods: {
    again() {
      this.triggerEvent('again');
    },
  },
});
