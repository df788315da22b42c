// The days people give on: each has a cover of the host, and greetings in the person's language.
const { w } = require('./words');

const DAYS = [
  ['newYear', 'night'],
  ['spring', 'lantern'],
  ['moon', 'moon'],
  ['wedding', 'blossom'],
  ['birthday', 'confetti'],
  ['thanks', 'jade'],
  ['baby', 'plum'],
  ['anyDay', 'persimmon'],
];

// Months (from 0) in which a day is near, so that it stands first.
const SEASONS = { 11: 'newYear', 0: 'spring', 1: 'spring', 8: 'moon', 9: 'moon' };

function festivals(now) {
  const first = SEASONS[now.getMonth()] || 'anyDay';
  const all = DAYS.map(([id, cover]) => ({ id, cover, name: w.days[id], greetings: w.greetings[id] }));
  return all.sort((one, other) => (other.id === first) - (one.id === first));
}

module.exports = { festivals };
