// How a bill is divided, before it is sent: the same rule as wallet/payments/split_division.py, which decides. Pure.

export type Way = 'equal' | 'shares' | 'items';
export type Line = { name: string; minor: number; people: string[] };

/** What each of the people owes, in their order; sums to the total. people: the one who paid stands first. */
export function shares(way: Way, total: number, people: string[], weights: number[], lines: Line[]): number[] {
  if (!people.length) return [];
  if (way === 'items') return byItem(people, lines);
  const parts = people.map((_, place) => BigInt(way === 'equal' ? 1 : (weights[place] ?? 0)));
  const whole = parts.reduce((sum, one) => sum + one, 0n);
  return whole
    ? divide(
        total,
        parts.map((one) => BigInt(total) * one),
        whole,
      )
    : people.map(() => 0);
}

function byItem(people: string[], lines: Line[]): number[] {
  const used = lines.filter((line) => line.people.length);
  const common = used.reduce((all, line) => multiple(all, BigInt(line.people.length)), 1n);
  const owed = people.map((person) =>
    used
      .filter((line) => line.people.includes(person))
      .reduce((sum, line) => sum + (BigInt(line.minor) * common) / BigInt(line.people.length), 0n),
  );
  return divide(
    used.reduce((sum, line) => sum + line.minor, 0),
    owed,
    common,
  );
}

/** exact: numerators over `whole`. Cut to whole units; what is left goes to those who were cut most. */
function divide(total: number, exact: bigint[], whole: bigint): number[] {
  const cut = exact.map((one) => Number(one / whole));
  const left = total - cut.reduce((sum, one) => sum + one, 0);
  const order = exact.map((one, place) => ({ rest: one % whole, place }));
  order.sort((a, b) => (a.rest === b.rest ? a.place - b.place : a.rest > b.rest ? -1 : 1));
  for (const { place } of order.slice(0, left)) cut[place]! += 1;
  return cut;
}

function multiple(a: bigint, b: bigint): bigint {
  let [one, other] = [a, b];
  while (other) [one, other] = [other, one % other];
  return (a / one) * b;
}
