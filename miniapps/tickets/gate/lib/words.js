// The program's words in the person's language, and what is said with them: days. English stands in for what a
// language lacks. Each dictionary is a file of lib/words/.
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

// say('{n} seats', { n: 2 })
const say = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));

const pad = (number) => (number < 10 ? '0' + number : '' + number);
const isoDay = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

function addDays(iso, days) {
  const [year, month, day] = iso.split('-').map(Number);
  return isoDay(new Date(year, month - 1, day + days));
}

const today = () => isoDay(new Date());

// "Sat 28 Nov", in the order of the language. short leaves the month out.
function dayName(iso, { near = false } = {}) {
  if (!iso) return '';
  if (near && iso === today()) return w.today;
  if (near && iso === addDays(today(), 1)) return w.tomorrow;
  const [year, month, day] = iso.split('-').map(Number);
  const facts = { weekday: w.weekdays[new Date(year, month - 1, day).getDay()], day, month: w.months[month - 1] };
  return say(w.dayFormat, facts);
}

module.exports = { w, language, say, today, addDays, dayName };
