// Words between driver and passenger during a ride. Ready sentences are read by each side in its own language.
const api = require('../../lib/api');
const seen = require('../../lib/seen');
const { words } = require('../../lib/words');

const POLL_MS = 2000;
const PHRASES = ['on_my_way', 'two_minutes', 'where'];

Page({
  data: { t: words, messages: null, text: '', phrases: PHRASES, last: '', problem: '' },
  onLoad({ number }) {
    this.number = number;
    wx.setNavigationBarTitle({ title: words.message });
  },
  onShow() {
    this.load();
    this.timer = setInterval(() => this.load(), POLL_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  async load() {
    try {
      this.show((await api.messages()).messages);
      if (!seen.isOld() && this.data.problem) this.setData({ problem: '' });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  show(messages) {
    const known = this.data.messages;
    if (known && known.length === messages.length) return;
    wx.setStorageSync('read-' + this.number, messages.filter((one) => one.author === 'passenger').length);
    const shown = messages.map((one) => ({ ...one, said: one.phrase ? words['p_' + one.phrase] || '' : one.text }));
    this.setData({ messages: shown, problem: '', last: shown.length ? 'm' + shown[shown.length - 1].id : '' });
  },
  type(event) {
    this.setData({ text: event.detail.value });
  },
  quick(event) {
    this.say({ phrase: event.currentTarget.dataset.phrase });
  },
  async send() {
    const text = this.data.text.trim();
    if (!text) return;
    this.setData({ text: '' });
    await this.say({ text });
  },
  async say(said) {
    try {
      this.show((await api.say(said)).messages);
    } catch (problem) {
      this.setData({ problem: problem.message, text: said.text || this.data.text });
    }
  },
});
