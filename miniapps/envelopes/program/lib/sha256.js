// SHA-256 (FIPS 180-4) of bytes, in plain numbers.
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (value) => Math.floor((value - Math.floor(value)) * 0x100000000) | 0;
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

// bytes: array of numbers. Returns 32 of them.
function sha256(bytes) {
  const bits = bytes.length * 8;
  const whole = [...bytes, 0x80];
  while (whole.length % 64 !== 56) whole.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) whole.push(Math.floor(bits / 2 ** shift) % 256);
  const state = [...START];
  for (let at = 0; at < whole.length; at += 64) block(state, whole, at);
  return state.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255));
}

function block(state, whole, at) {
  const words = [];
  for (let i = 0; i < 16; i++) {
    const from = at + i * 4;
    words[i] = (whole[from] << 24) | (whole[from + 1] << 16) | (whole[from + 2] << 8) | whole[from + 3];
  }
  for (let i = 16; i < 64; i++) {
    const [far, near] = [words[i - 15], words[i - 2]];
    const low = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const high = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const mixed = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + mixed + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] + word) | 0;
  });
}

const bytesOf = (text) => text.split('').map((letter) => letter.charCodeAt(0)); // ASCII
const hexOf = (bytes) => bytes.map((byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('');
const unhex = (hex) => (hex.match(/../g) || []).map((two) => parseInt(two, 16));

module.exports = { sha256, bytesOf, hexOf, unhex };
