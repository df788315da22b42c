// How far an order is: four stations and a line between them. `state` is the order's, `steps` says when each was reached.
const { t } = require('../../lib/words');

const STATIONS = ['confirmed', 'cooking', 'on_the_way', 'delivered'];
const AT = { awaiting_payment: -1, paid: -1, confirmed: 0, cooking: 1, ready: 1, on_the_way: 2, delivered: 3 };

Component({
  properties: { state: String, steps: { type: Array, value: [] } },
  data: { t, stations: [] },
  observers: {
    'state, steps'(state, steps) {
      const now = state in AT ? AT[state] : -1;
      const times = Object.fromEntries(steps.map((step) => [step.state, step.at]));
      this.setData({
        stations: STATIONS.map((id, n) => ({
          id,
          mark: n < now || state === 'delivered' ? 'done' : n === now ? 'now' : '',
          text: t.stations[id],
          at: times[id] || '',
        })),
      });
    },
  },
});
