// The words of the program in the person's language; English where a language lacks one. Chosen once, at the start.
const dictionary = {
  en: require('./words/en'),
  id: require('./words/id'),
  ru: require('./words/ru'),
  it: require('./words/it'),
  uk: require('./words/uk'),
  'zh-Hant': require('./words/zh-hant'),
};

function languageOf(tag) {
  const [language] = String(tag || 'en').split(/[-_]/);
  return language === 'zh' ? 'zh-Hant' : language;
}

const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
const language = languageOf(info.language);
const words = { ...dictionary.en, ...(dictionary[language] || {}) };

// "{}" is where the value goes.
const fill = (text, value) => text.replace('{}', value);

module.exports = { words, fill, dictionary, language };
