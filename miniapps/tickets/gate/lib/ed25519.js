// Verifying Ed25519 signatures (RFC 8032, section 5.1.7). Only public things pass through here, so nothing needs to take
// the same time for every input. A point is [X, Y, Z, T] with x = X/Z, y = Y/Z, x·y = T/Z.
const { sha512 } = require('./sha512');

const P = (1n << 255n) - 19n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % P;
    b = (b * b) % P;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n); // a square root of -1
const ZERO = [0n, 1n, 1n, 0n];

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * D * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function little(bytes) {
  let number = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) number = (number << 8n) | BigInt(bytes[index]);
  return number;
}

// The point of 32 bytes, or null when there is none.
function unpack(bytes) {
  const number = little(bytes);
  const y = number & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * ROOT);
  if (mod(v * x * x) !== u) return null;
  const sign = number >> 255n;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function pack([x, y, z]) {
  const inverse = power(z, P - 2n);
  let number = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++, number >>= 8n) bytes[index] = Number(number & 255n);
  return bytes;
}

const BASE_Y = mod(4n * power(5n, P - 2n));
const BASE = unpack(Uint8Array.from({ length: 32 }, (_, index) => Number((BASE_Y >> BigInt(8 * index)) & 255n)));

// s·one + k·other, both at once.
function both(s, one, k, other) {
  const sum = add(one, other);
  let result = ZERO;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = add(result, result);
    const [left, right] = [(s >> bit) & 1n, (k >> bit) & 1n];
    if (left && right) result = add(result, sum);
    else if (left) result = add(result, one);
    else if (right) result = add(result, other);
  }
  return result;
}

// key: 32 bytes, signature: 64 bytes. True only for a signature of this message by this key.
function verify(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const s = little(signature.subarray(32));
  const point = unpack(key);
  if (!point || s >= L) return false;
  const [x, y, z, t] = point;
  const hashed = new Uint8Array(64 + message.length);
  hashed.set(signature.subarray(0, 32));
  hashed.set(key, 32);
  hashed.set(message, 64);
  const k = little(sha512(hashed)) % L;
  const found = pack(both(s, BASE, k, [P - x, y, z, P - t]));
  return found.every((byte, index) => byte === signature[index]);
}

module.exports = { verify };
