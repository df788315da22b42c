// Paid bookings with their codes, kept in the program's storage: a ticket must show where there is no network.
const KEY = 'kept';

const ids = () => wx.getStorageSync(KEY) || [];

function keep(booking) {
  const rest = ids().filter((id) => id !== booking.id);
  if (booking.state === 'paid' && !booking.over) {
    wx.setStorageSync('kept:' + booking.id, booking);
    wx.setStorageSync(KEY, [booking.id, ...rest].slice(0, 20));
  } else {
    wx.removeStorageSync('kept:' + booking.id);
    wx.setStorageSync(KEY, rest);
  }
}

const find = (id) => wx.getStorageSync('kept:' + id) || null;
const all = () => ids().map(find).filter(Boolean);

module.exports = { keep, find, all };
