// Following a ride: a socket tells every change and, each second, where the car is. Whenever the socket is away, the
// ride is asked for instead, so nobody waits for a connection to come back.
const api = require('./api');
const seen = require('./seen');
const { baseUrl } = require('../config');

const POLL_MS = 2000;
const AGAIN_MS = 4000;

// Calls onRide(ride) until the returned function is called.
function follow(number, onRide) {
  let stopped = false;
  let state = '';
  let socket = null;
  let polling = null;
  let again = null;

  const poll = async () => {
    try {
      const ride = await api.ride(number);
      // What was kept is older than what the socket told.
      if (stopped || (state && seen.isOld())) return;
      state = ride.state;
      onRide(ride);
    } catch {
      // The next round asks again.
    }
  };
  const lean = () => {
    if (!polling && !stopped) polling = setInterval(poll, POLL_MS);
  };
  const connect = async () => {
    try {
      await api.signIn();
    } catch {
      return lean();
    }
    if (stopped) return;
    socket = wx.connectSocket({
      url: baseUrl.replace(/^http/, 'ws') + '/live/rides/' + number,
      header: api.header(),
      fail: lean,
    });
    socket.onMessage(({ data }) => {
      clearInterval(polling);
      polling = null;
      if (stopped) return;
      const ride = JSON.parse(data);
      if (ride.state !== state) seen.keep('/api/rides/' + number, ride);
      state = ride.state;
      onRide(ride);
    });
    socket.onError(lean);
    socket.onClose(({ code }) => {
      if (stopped || code === 1000) return;
      lean();
      again = setTimeout(connect, AGAIN_MS);
    });
  };

  poll();
  connect();
  return () => {
    stopped = true;
    clearInterval(polling);
    clearTimeout(again);
    if (socket) socket.close({ code: 1000, fail() {} });
  };
}

module.exports = { follow };
