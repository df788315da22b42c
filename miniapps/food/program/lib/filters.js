// Which restaurants are shown, and in which order. Plain functions over what the server listed.
const FILTERS = {
  open: (place) => place.open,
  free: (place) => place.free_above_fen > 0,
  deal: (place) => place.percent > 0,
  quick: (place) => place.minutes <= 30,
  green: (place) => place.tags.includes('veg'),
  heart: (place) => place.favourite,
};
const SORTS = {
  near: (one, other) => one.distance_m - other.distance_m,
  quick: (one, other) => one.minutes - other.minutes,
  fee: (one, other) => one.fee_fen - other.fee_fen || one.distance_m - other.distance_m,
  rated: (one, other) => other.stars - one.stars || other.ratings - one.ratings,
};

// on: { open: true, … }; what cannot be ordered now stays below what can.
function choose(places, { cuisine = '', on = {}, sort = 'near' }) {
  const wanted = Object.keys(FILTERS).filter((name) => on[name]);
  const rank = (place) => (place.in_reach ? 0 : 2) + (place.open ? 0 : 1);
  return places
    .filter((place) => (!cuisine || place.cuisine === cuisine) && wanted.every((name) => FILTERS[name](place)))
    .sort((one, other) => rank(one) - rank(other) || SORTS[sort](one, other));
}

module.exports = { choose, names: Object.keys(FILTERS), sorts: Object.keys(SORTS) };
