// The fair split, done again from the seed and compared, so that nobody has to believe the host. The host's own rule is
// wallet/payments/envelope_split.py; `tests/miniapps/envelopes` holds both against each other.
const { sha256, bytesOf, hexOf, unhex } = require('./sha256');

const BLOCK = bytesOf('envelope split 1');
const BITS_64 = BigInt(2) ** BigInt(64);

// Chance that follows from a seed: SHA-256 in counter mode, eight bytes a draw; what would favour small numbers is
// thrown away.
function chanceOf(seed) {
  let next = 0;
  let left = [];
  const draw = () => {
    if (left.length === 0) {
      const count = [0, 0, 0, 0, 0, 0, 0, 0].map((_, i) => Math.floor(next / 2 ** (56 - 8 * i)) % 256);
      left = sha256([...BLOCK, ...seed, ...count]);
      next += 1;
    }
    return left.splice(0, 8).reduce((sum, byte) => sum * BigInt(256) + BigInt(byte), BigInt(0));
  };
  // From 0 up to, and without, `width`.
  return (width) => {
    const wide = BigInt(width);
    const bound = BITS_64 - (BITS_64 % wide);
    let value = draw();
    while (value >= bound) value = draw();
    return Number(value % wide);
  };
}

// Each beyond its 1 fen evenly between nothing and twice the mean of what is left, then shuffled.
function divide(kind, total, shares, seed) {
  if (kind === 'equal') return Array(shares).fill(total / shares);
  const chance = chanceOf(seed);
  const parts = [];
  let left = total - shares;
  for (let k = shares; k > 1; k--) {
    const t = chance(2 * left + 1);
    const part = Math.floor(t / k) + (chance(k) < t % k ? 1 : 0);
    parts.push(1 + part);
    left -= part;
  }
  parts.push(1 + left);
  for (let last = parts.length - 1; last > 0; last--) {
    const other = chance(last + 1);
    [parts[last], parts[other]] = [parts[other], parts[last]];
  }
  return parts;
}

// The seal: JSON with sorted keys and no blanks.
function sealOf({ currency, envelope, kind, shares, total_minor: total }, seed) {
  return hexOf(sha256(bytesOf(JSON.stringify({ currency, envelope, kind, seed, shares, total_minor: total }))));
}

// { seal, split, sum, least, order, amounts }: what is true of a proof whose seed is out.
function check(proof) {
  const { kind, total_minor: total, shares, seed, commitment, amounts, taken } = proof;
  const again = divide(kind, total, shares, unhex(seed));
  const rising = taken.every((one, i) => i === 0 || taken[i - 1].position < one.position);
  return {
    seal: sealOf(proof, seed) === commitment,
    split: again.length === amounts.length && again.every((one, i) => one === amounts[i]),
    sum: again.reduce((sum, one) => sum + one, 0) === total,
    least: again.every((one) => one >= 1),
    order: rising && taken.every((one) => again[one.position] === one.amount_minor),
    amounts: again,
  };
}

module.exports = { check, divide, sealOf };
