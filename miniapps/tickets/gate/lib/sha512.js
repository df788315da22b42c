// SHA-512 (FIPS 180-4) in 64-bit arithmetic, for short messages. bytes in, 64 bytes out.
const MASK = (1n << 64n) - 1n;

// The constants are the first bits of roots of primes: computed, so that no digit can be mistyped.
const primes = [];
for (let n = 2; primes.length < 80; n++) if (primes.every((prime) => n % prime)) primes.push(n);

function root(value, degree) {
  let low = 0n;
  let high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}

const K = primes.map((prime) => root(BigInt(prime) << 192n, 3n) & MASK);
const START = primes.slice(0, 8).map((prime) => root(BigInt(prime) << 128n, 2n) & MASK);
const turn = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;

function sha512(message) {
  const size = (message.length + 17 + 127) & ~127;
  const padded = new Uint8Array(size);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(size - 4, message.length * 8);
  const view = new DataView(padded.buffer);
  const state = START.slice();
  for (let at = 0; at < size; at += 128) block(state, view, at);
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, index) => out.setBigUint64(index * 8, word));
  return new Uint8Array(out.buffer);
}

function block(state, view, at) {
  const schedule = [];
  for (let t = 0; t < 16; t++) schedule.push(view.getBigUint64(at + t * 8));
  for (let t = 16; t < 80; t++) {
    const x = schedule[t - 15];
    const y = schedule[t - 2];
    const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
    const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
    schedule.push((schedule[t - 16] + s0 + schedule[t - 7] + s1) & MASK);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 80; t++) {
    const big1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
    const one = (h + big1 + ((e & f) ^ (~e & MASK & g)) + K[t] + schedule[t]) & MASK;
    const big0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] + word) & MASK;
  });
}

module.exports = { sha512 };
