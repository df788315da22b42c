// Bookings with their codes, kept in the program's storage: a ticket must show where there is no network. Those still to
// come stay longest.
const KEY = 'kept';
const MOST = 20;

const ids = () => wx.getStorageSync(KEY) || [];
const stored = (id) => wx.getStorageSync('kept:' + id) || null;
const toCome = (booking) => booking.state === 'paid' && !booking.over;

// booking: as the server tells it, with its codes.
function keep(booking) {
  const rest = ids().filter((id) => id !== booking.id);
  const all = [{ ...booking, seen_at: Date.now() }, ...rest.map(stored).filter(Boolean)];
  const order = [...all.filter(toCome), ...all.filter((one) => !toCome(one))];
  for (const gone of order.splice(MOST)) wx.removeStorageSync('kept:' + gone.id);
  try {
    if (order.includes(all[0])) wx.setStorageSync('kept:' + booking.id, all[0]);
    wx.setStorageSync(KEY, order.map((one) => one.id));
  } catch {
    // The storage is full: then it is not kept.
  }
}

// What waits for payment has waited on since.
function find(id) {
  const booking = stored(id);
  if (!booking || !booking.waiting) return booking;
  const passed = Math.round((Date.now() - booking.seen_at) / 1000);
  return { ...booking, waiting: { ...booking.waiting, seconds_left: Math.max(0, booking.waiting.seconds_left - passed) } };
}

const factsOf = ({ state, tickets }) => [state, ...tickets.map((one) => `${one.id} ${one.used_at || ''}`)].join();

// Of a list without codes: those to come that are not kept, and those that are kept as they no longer are.
function missing(bookings) {
  return bookings.filter((one) => {
    const known = stored(one.id);
    return known ? factsOf(known) !== factsOf(one) : toCome(one);
  });
}

// The bookings of a list of before, with what is kept since.
function joined(bookings) {
  const here = ids().map(find).filter(Boolean);
  return [...here, ...bookings.filter((one) => !here.some(({ id }) => id === one.id))];
}

module.exports = { keep, find, missing, joined };
