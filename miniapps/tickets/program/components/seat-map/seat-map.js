// The hall from above: every seat is a button that says its row, number, price and state. Triggers `toggle` with { seat }.
const { w, say, yuan } = require('../../lib/words');

Component({
  properties: { rows: { type: Array, value: [] } },
  data: { w, drawn: [] },
  observers: {
    rows(rows) {
      const states = { free: w.free, taken: w.taken, mine: w.yours };
      const drawn = rows.map(({ row, seats }) => ({
        row,
        seats: seats.map((seat) => ({
          ...seat,
          label: say(w.seatLabel, { row, seat: seat.n, price: yuan(seat.price_fen), state: states[seat.state] }),
        })),
      }));
      this.setData({ drawn });
    },
  },
  methods: {
    toggle(event) {
      const { seat, state } = event.currentTarget.dataset;
      if (state !== 'taken') this.triggerEvent('toggle', { seat });
    },
  },
});
