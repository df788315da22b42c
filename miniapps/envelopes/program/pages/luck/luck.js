// The luckiest of each group, counted here from the person's own envelopes.
const envelopes = require('../../lib/envelopes');
const { rankings } = require('../../lib/luck');
const { shown } = require('../../lib/money');
const { w, say } = require('../../lib/words');

const SHOWN_MAX = 20;

const lineOf = (one, index) => ({
  key: one.key,
  place: index + 1,
  label: say(w.place, { n: index + 1 }),
  name: one.isMe ? w.you : one.name,
  isMe: one.isMe,
  crowns: one.crowns,
  words: `${say(w.crowns, { n: one.crowns })} · ${say(w.opened, { n: one.times })}`,
  best: say(w.best, { n: one.best }),
  total: shown(one.total),
});

Page({
  data: { w, groups: null, shown: 0, denied: false, problem: '' },
  onShow() {
    wx.setNavigationBarTitle({ title: w.luck });
    this.load();
  },
  async load() {
    const { envelopes: all, problem } = await envelopes.look();
    const groups = all && rankings(all).map((one) => ({ key: one.key, name: one.place, people: one.people.slice(0, SHOWN_MAX).map(lineOf) }));
    const at = Math.min(this.data.shown, Math.max(0, (groups || []).length - 1));
    this.setData({ groups, shown: at, denied: problem === 'denied', problem: problem === 'offline' ? w.noNetwork : '' });
  },
  pick(event) {
    this.setData({ shown: event.currentTarget.dataset.index });
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
