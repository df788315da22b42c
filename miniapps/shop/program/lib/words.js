// The words of the program in the person's language. `t` is the dictionary; `fill` puts values into {0}, {1}; `say` turns
// what the server or the network said into a sentence for people.
const LANGUAGES = {
  en: require('./words/en'),
  id: require('./words/id'),
  it: require('./words/it'),
  ru: require('./words/ru'),
  uk: require('./words/uk'),
  zh: require('./words/zh-hant'),
};

function language() {
  const read = wx.getAppBaseInfo || wx.getSystemInfoSync;
  const wanted = String(read().language || 'en').toLowerCase().split(/[-_]/)[0];
  return LANGUAGES[wanted] ? wanted : 'en';
}

// A sentence that a language lacks is said in English.
const t = { ...LANGUAGES.en, ...LANGUAGES[language()] };

const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, n) => values[n]);
const yuan = (fen) => '¥' + (fen / 100).toFixed(2);

function say(problem) {
  const { code = 'unknown', message = '', facts = {} } = problem;
  const known = t.problems[code];
  const value = facts.total_fen !== undefined ? yuan(facts.total_fen) : (facts.name ?? facts.days ?? facts.stock ?? '');
  return { code, facts, message: known ? fill(known, value, facts.stock ?? '') : message || t.problems.unknown };
}

module.exports = { t, fill, say, yuan, language };
