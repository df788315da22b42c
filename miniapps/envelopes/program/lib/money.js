// Amounts as people type and read them; inside they are whole fen.
const pad = (number) => (number < 10 ? '0' + number : '' + number);
const shown = (fen) => `¥${Math.floor(fen / 100)}.${pad(fen % 100)}`;

// "8.88" -> 888; 0 for what is no amount.
function fenOf(text) {
  const found = /^(\d{1,7})(?:[.,](\d{0,2}))?$/.exec(String(text).trim());
  return found ? Number(found[1]) * 100 + Number(((found[2] || '') + '00').slice(0, 2)) : 0;
}

module.exports = { shown, fenOf };
