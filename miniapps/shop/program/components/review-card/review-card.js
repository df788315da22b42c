// What somebody said of a product, with pictures and the seller's answer.
const { t } = require('../../lib/words');

Component({
  properties: { review: { type: Object, value: null }, seller: String },
  data: { t },
});
