// Words between passenger and driver during a ride. Ready sentences are read by each side in its own language.
const api = require('../../lib/api');
const seen = require('../../lib/seen');
const { words } = require('../../lib/words');

const POLL_MS = 2000;
const PHRASES = ['coming_down', 'two_minutes', 'where'];

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
      const { messages } = await api.messages(this.number);
      // What was kept is no newer than what stands here.
      if (!this.data.messages || !seen.isOld()) this.show(messages);
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  show(messages) {
    const known = this.data.messages;
    if (this.data.problem) this.setData({ problem: '' });
    if (known && known.length === messages.length) return;
    wx.setStorageSync('read-' + this.number, messages.filter((one) => one.author === 'driver').length);
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
      this.show((await api.say(this.number, said)).messages);
    } catch (problem) {
      this.setData({ problem: problem.message, text: said.text || this.data.text });
    }
  },
});
