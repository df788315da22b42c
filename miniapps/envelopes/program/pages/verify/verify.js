// One envelope: who got what, and the draw done again on this device from the published seed.
const envelopes = require('../../lib/envelopes');
const { check } = require('../../lib/fair');
const { strength } = require('../../lib/luck');
const { shown } = require('../../lib/money');
const { w, say, moment } = require('../../lib/words');

const POINTS = ['seal', 'split', 'sum', 'least', 'order'];

function linesOf(one) {
  return one.got.map((got) => ({
    key: got.key,
    name: got.isMe ? w.you : got.name,
    isMe: got.isMe,
    isLuckiest: got.isLuckiest,
    amount: shown(got.amount),
    when: moment(got.at),
    bar: Math.min(100, Math.max(3, Math.round(strength(got, one) / 2))), // the mean is half of the line
  }));
}

// { state, words, points }: state is 'good', 'bad' or 'wait'.
function verdictOf({ proof }) {
  if (!proof) return { state: 'wait', words: w.noProof, points: [] };
  if (!proof.seed) return { state: 'wait', words: w.checkOpen, points: [] };
  const found = check(proof);
  const points = POINTS.map((name) => ({ name, words: w[name], ok: found[name] }));
  if (points.some((one) => !one.ok)) return { state: 'bad', words: w.checkBad, points };
  return { state: 'good', words: proof.kind === 'equal' ? w.checkEqual : w.checkGood, points };
}

Page({
  data: { w, one: null, verdict: null, problem: '' },
  onLoad({ id }) {
    wx.setNavigationBarTitle({ title: w.verifyTitle });
    const one = envelopes.find(id);
    if (!one) {
      this.setData({ problem: w.notHere });
      return;
    }
    this.setData({
      one: {
        cover: one.cover,
        greeting: one.greeting,
        from: one.isMine ? w.youGave : one.giver ? say(w.fromName, { name: one.giver }) : w.aGift,
        total: shown(one.total),
        opened: say(w.openedOf, { taken: one.taken, shares: one.shares }),
        returned: one.returned ? say(w.returned, { amount: shown(one.returned) }) : '',
        lines: linesOf(one),
        seal: one.proof ? one.proof.commitment : '',
        seed: one.proof ? one.proof.seed : '',
      },
      verdict: verdictOf(one),
    });
  },
});
