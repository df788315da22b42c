// The program's words in the person's language, and moments as it says them. English stands in for what a language
// lacks. Each dictionary is a file of lib/words/.
const english = require('./words/en');

const DICTIONARIES = {
  id: require('./words/id'),
  ru: require('./words/ru'),
  it: require('./words/it'),
  uk: require('./words/uk'),
  'zh-Hant': require('./words/zh_hant'),
};

function languageNow() {
  const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
  const tag = String(info.language || 'en').replace('_', '-');
  if (/^zh-(TW|HK|MO|Hant)/i.test(tag)) return 'zh-Hant';
  return tag.split('-')[0];
}

const language = languageNow();
const w = { ...english, ...(DICTIONARIES[language] || {}) };

// say('{n} shares', { n: 2 })
const say = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));

const pad = (number) => (number < 10 ? '0' + number : '' + number);

// "28 Nov, 14:05" in the order of the language.
function moment(iso) {
  if (!iso) return '';
  const date = new Date(iso);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return say(w.momentFormat, { day: date.getDate(), month: w.months[date.getMonth()], time });
}

module.exports = { w, language, say, moment };
