// The basket lives on this side, in the program's storage, so that it is there again on every device of the person.
const KEY = 'basket';

const read = () => wx.getStorageSync(KEY) || [];

function write(lines) {
  wx.setStorageSync(KEY, lines);
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (count) wx.setTabBarBadge({ index: 1, text: String(count), fail() {} });
  else wx.removeTabBarBadge({ index: 1, fail() {} });
  return lines;
}

// line: { variantId, productId, seller, name, label, priceFen, quantity }
function add(line) {
  const lines = read();
  const same = lines.find((one) => one.variantId === line.variantId);
  if (same) same.quantity = Math.min(20, same.quantity + line.quantity);
  else lines.push(line);
  return write(lines);
}

function setQuantity(variantId, quantity) {
  return write(read().flatMap((line) => (line.variantId !== variantId ? [line] : quantity > 0 ? [{ ...line, quantity }] : [])));
}

// short: [{ variant_id, stock }], as the server says it; the lines with what there is of each.
const withShort = (lines, short) =>
  lines.map((line) => {
    const one = short.find(({ variant_id }) => variant_id === line.variantId);
    return { ...line, left: one ? one.stock : null };
  });

// As the server takes them.
const items = (lines) => lines.map(({ variantId, quantity }) => ({ variant_id: variantId, quantity }));

// What is in it of one seller; older lines do not know whose they are.
const ofSeller = (seller) => read().filter((line) => line.seller === undefined || line.seller === seller);

const total = (lines) => lines.reduce((sum, line) => sum + line.priceFen * line.quantity, 0);

module.exports = { read, write, add, setQuantity, withShort, items, ofSeller, total, clear: () => write([]), refreshBadge: () => write(read()) };
