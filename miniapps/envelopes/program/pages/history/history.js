// Everything given and got, chat by chat, the latest chat first.
const envelopes = require('../../lib/envelopes');
const { byPlace } = require('../../lib/luck');
const { shown } = require('../../lib/money');
const { w, say, moment } = require('../../lib/words');

const CHIPS = { open: 'good', full: 'calm', over: 'calm' };

const lineOf = (one) => ({
  id: one.id,
  cover: one.cover,
  greeting: one.greeting,
  from: one.isMine ? w.youGave : one.giver ? say(w.fromName, { name: one.giver }) : w.aGift,
  when: moment(one.sentAt),
  state: w[one.state],
  chip: CHIPS[one.state],
  amount: one.isMine ? `−${shown(one.total - one.returned)}` : `+${shown(one.mine)}`,
});

Page({
  data: { w, places: null, denied: false, problem: '' },
  onShow() {
    wx.setNavigationBarTitle({ title: w.history });
    this.load();
  },
  async load() {
    const { envelopes: all, problem } = await envelopes.look();
    const places = all && byPlace(all).map((place) => ({
      key: place.key,
      name: place.place || w.elsewhere,
      given: say(w.given, { amount: shown(place.given) }),
      got: say(w.got, { amount: shown(place.got) }),
      lines: place.envelopes.map(lineOf),
    }));
    this.setData({ places, denied: problem === 'denied', problem: problem === 'offline' ? w.noNetwork : '' });
  },
  open(event) {
    wx.navigateTo({ url: `/pages/verify/verify?id=${event.currentTarget.dataset.id}` });
  },
  give() {
    wx.switchTab({ url: '/pages/new/new' });
  },
  async allow() {
    await wx.openSetting();
    this.load();
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
