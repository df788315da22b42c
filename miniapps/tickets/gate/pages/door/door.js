// The door: scan, see at once, next. The signature is checked here; the server hears of it when there is a network.
const api = require('../../lib/api');
const book = require('../../lib/book');
const token = require('../../lib/token');
const { w, dayName, addDays, today, say } = require('../../lib/words');

const VERDICTS = { valid: w.valid, used: w.used, otherDay: w.otherDay, givenBack: w.givenBack, forged: w.forged };
const SIGNS = { valid: '✓', used: '!', otherDay: '↷', givenBack: '↩', forged: '✕' };
const LATEST = 6;

Page({
  data: { w, day: '', dayWords: '', shown: null, latest: [], inside: 0, sold: 0, waiting: 0, note: '', problem: '' },
  onLoad() {
    wx.setNavigationBarTitle({ title: w.door });
    if (!book.key()) {
      wx.redirectTo({ url: '/pages/pair/pair' });
      return;
    }
    this.setDay(today());
    wx.onNetworkStatusChange(({ isConnected }) => isConnected && this.sync());
  },
  setDay(day) {
    this.setData({ day, dayWords: dayName(day, { near: true }), shown: null, sold: 0 });
    this.count();
    this.sync();
  },
  before() {
    this.setDay(addDays(this.data.day, -1));
  },
  after() {
    this.setDay(addDays(this.data.day, 1));
  },
  count() {
    this.setData({ inside: Object.keys(book.used(this.data.day)).length, waiting: book.waiting().length });
  },
  async scan() {
    let result;
    try {
      ({ result } = await wx.scanCode({ scanType: ['qrCode'] }));
    } catch (error) {
      return; // the sheet was closed
    }
    this.take(result);
  },
  take(text) {
    const { day } = this.data;
    const claims = token.read(book.key(), text);
    const { verdict, at } = book.judge(claims, day);
    if (verdict === 'valid') book.letIn(claims.ticketId, day, new Date().toISOString());
    const words = claims ? `${claims.title} · ${claims.time}` : w.forgedText;
    const more = verdict === 'used' ? say(w.usedAt, { time: this.clock(at) }) : verdict === 'otherDay' ? say(w.forDay, { day: dayName(at) }) : '';
    const shown = { verdict, sign: SIGNS[verdict], title: VERDICTS[verdict], label: claims ? claims.label : '', words, more };
    this.setData({ shown, latest: [{ ...shown, id: Date.now() }, ...this.data.latest].slice(0, LATEST) });
    (verdict === 'valid' ? wx.vibrateShort : wx.vibrateLong)({ fail() {} });
    this.count();
    this.sync();
  },
  office() {
    wx.navigateTo({ url: '/pages/office/office' });
  },
  clock(iso) {
    const date = new Date(iso);
    return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
  },
  // Quiet when there is no network: the door does not need one.
  async sync() {
    const { day } = this.data;
    const told = book.waiting().slice(0, 500);
    try {
      const answer = await api.sync(day, told);
      book.merge(day, told, answer);
      if (day === this.data.day) this.setData({ sold: answer.sold, problem: '', note: w.synced });
      if (answer.clashes.length) this.setData({ note: say(w.clashes, { n: answer.clashes.length }) });
    } catch (problem) {
      if (problem.code === 'door_code_needed') wx.redirectTo({ url: '/pages/pair/pair' });
      else this.setData({ note: w.working });
    }
    this.count();
  },
});
