// Reads what a ticket's code says, as server/rules/tokens.py writes it: "T1." base64url(payload) "." base64url(signature).
const { verify } = require('./ed25519');

const PREFIX = 'tickets:1:';
const KINDS = ['cinema', 'flight', 'event'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

// Null for anything but the one spelling of some bytes.
function fromBase64(text) {
  const bytes = [];
  let bits = 0;
  let count = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
      bits &= (1 << count) - 1;
    }
  }
  return text.length % 4 === 1 || bits ? null : Uint8Array.from(bytes);
}

function toText(bytes) {
  return decodeURIComponent(Array.from(bytes, (byte) => '%' + (byte < 16 ? '0' : '') + byte.toString(16)).join(''));
}

const hex = (bytes) => Array.from(bytes, (byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const pad = (number) => (number < 10 ? '0' + number : '' + number);

// keyHex: the seller's public key. Returns { kind, ticketId, day, time, label, title }, or null for a forgery.
function read(keyHex, token) {
  const parts = String(token).split('.');
  if (parts.length !== 3 || parts[0] !== 'T1') return null;
  const payload = fromBase64(parts[1]);
  const signature = fromBase64(parts[2]);
  if (!payload || !signature || payload.length < 15) return null;
  const message = Uint8Array.from([...Array.from(PREFIX, (letter) => letter.charCodeAt(0)), ...payload]);
  if (!verify(fromHex(keyHex), message, signature)) return null;
  const number = (at) => payload[at] * 256 + payload[at + 1];
  const minute = number(12);
  const labelEnd = 15 + payload[14];
  return {
    kind: KINDS[payload[1]],
    ticketId: hex(payload.subarray(2, 10)),
    day: new Date(number(10) * 86400000).toISOString().slice(0, 10),
    time: `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`,
    label: toText(payload.subarray(15, labelEnd)),
    title: toText(payload.subarray(labelEnd)),
  };
}

module.exports = { read };
