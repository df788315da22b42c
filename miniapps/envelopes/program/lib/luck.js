// Who is lucky: plain counting over lucky envelopes that are over, chat by chat. Pure.

// How far a share is from the mean of its envelope, in percent: 100 is the mean itself.
const strength = (got, envelope) => Math.round((got.amount * envelope.shares * 100) / envelope.total);

// [{ key, place, people: [{ key, name, isMe, crowns, times, total, best }] }], the most crowned first; best: the
// strongest share in percent of the mean.
function rankings(envelopes) {
  const places = new Map();
  for (const one of envelopes) {
    if (!one.isGroup || one.kind !== 'lucky' || one.shares < 2 || one.state === 'open') continue;
    if (!places.has(one.placeKey)) places.set(one.placeKey, { key: one.placeKey, place: one.place, people: new Map() });
    const { people } = places.get(one.placeKey);
    for (const got of one.got) {
      const known = people.get(got.key) || { key: got.key, name: got.name, isMe: got.isMe, crowns: 0, times: 0, total: 0, best: 0 };
      known.crowns += got.isLuckiest ? 1 : 0;
      known.times += 1;
      known.total += got.amount;
      known.best = Math.max(known.best, strength(got, one));
      people.set(got.key, known);
    }
  }
  const order = (one, other) => other.crowns - one.crowns || other.best - one.best || other.total - one.total;
  return [...places.values()].map((place) => ({ ...place, people: [...place.people.values()].sort(order) }));
}

// [{ key, place, given, got, envelopes }] in the order of the newest envelope. What one gave and what came back to them.
function byPlace(envelopes) {
  const places = new Map();
  for (const one of envelopes) {
    if (!places.has(one.placeKey)) places.set(one.placeKey, { key: one.placeKey, place: one.place, given: 0, got: 0, envelopes: [] });
    const place = places.get(one.placeKey);
    place.given += one.isMine ? one.total - one.returned : 0;
    place.got += one.mine;
    place.envelopes.push(one);
  }
  return [...places.values()];
}

module.exports = { rankings, byPlace, strength };
