// Where to: the last address, kept in the program's storage as { recipient, phone, address }.
const KEY = 'address';

const read = () => ({ recipient: '', phone: '', address: '', ...(wx.getStorageSync(KEY) || {}) });
const write = (where) => wx.setStorageSync(KEY, where);

// From the person's own list of addresses; null when none was chosen.
async function choose() {
  try {
    const given = await wx.chooseAddress();
    const street = [given.detailInfo, given.streetName, given.countyName, given.cityName].filter(Boolean).join(', ');
    return { recipient: given.userName, phone: given.telNumber || '', address: street };
  } catch {
    return null;
  }
}

module.exports = { read, write, choose };
