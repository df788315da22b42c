// How a price comes about: dishes, discount, delivery, together. Works for a quote and for an order.
const { t } = require('../../lib/words');

Component({
  properties: { price: { type: Object, value: null } },
  data: { t },
});
