// The refund and exchange rules of a policy as sentences. Shown before buying and before giving back.
const { w, ruleLines } = require('../../lib/words');

Component({
  properties: { rules: { type: Object, value: null } },
  data: { w, lines: [] },
  observers: {
    rules(rules) {
      this.setData({ lines: ruleLines(rules) });
    },
  },
});
