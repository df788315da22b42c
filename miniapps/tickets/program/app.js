// Tickets for films, flights and events. `draft` is what the checkout page buys: { choice, bookingId }.
const { w } = require('./lib/words');

App({
  globalData: { draft: null },
  onLaunch() {
    [w.cinema, w.flights, w.events, w.myTickets].forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
  },
});
