// What was paid and has to be sent, oldest first; and what is on its way or done.
const api = require('../../lib/api');
const page = require('../../lib/page');
const { t } = require('../../lib/words');

const LOOK_MS = 15000;

page('tabOrders', {
  data: { items: null, done: false, problem: '', more: false, waiting: null, told: 1 },
  onShow() {
    this.load();
    // New orders come by themselves while the first page is looked at.
    this.timer = setInterval(() => this.place === 1 && !this.busy && this.load(), LOOK_MS);
  },
  onHide() {
    clearInterval(this.timer);
  },
  onUnload() {
    clearInterval(this.timer);
  },
  pick(event) {
    this.setData({ done: event.currentTarget.dataset.done === 1, items: null });
    this.load();
  },
  async load() {
    this.place = 0;
    this.setData({ problem: '' });
    await this.next([]);
  },
  async next(before) {
    const { done } = this.data;
    try {
      const { items, more, waiting, told } = await api.orders(done, this.place++);
      if (done !== this.data.done) return;
      this.setData({ items: before.concat(items), more, waiting, told });
      if (waiting.returns) wx.setTabBarBadge({ index: 2, text: String(waiting.returns), fail() {} });
      else wx.removeTabBarBadge({ index: 2, fail() {} });
    } catch (problem) {
      this.setData({ problem: problem.message });
    }
  },
  onReachBottom() {
    if (this.data.more && this.data.items) this.next(this.data.items);
  },
  // One message for each time they agree: the host asks, the market's server remembers for which shop.
  async tell() {
    try {
      const { template } = await api.news();
      const answer = await wx.requestSubscribeMessage({ tmplIds: [template] });
      if (answer[template] !== 'accept') return;
      this.setData({ told: (await api.watch()).told });
      wx.showToast({ title: t.willTell, icon: 'success' });
    } catch (problem) {
      wx.showToast({ title: problem.message || t.problems.unknown, icon: 'none' });
    }
  },
  async move(event) {
    const { number, to } = event.currentTarget.dataset;
    if (this.busy) return;
    this.busy = true;
    let said = '';
    try {
      await api.step(number, { to });
    } catch (problem) {
      said = problem.message;
    }
    await this.load();
    if (said) this.setData({ problem: said });
    this.busy = false;
  },
  send(event) {
    wx.navigateTo({ url: `/pages/send/send?number=${event.currentTarget.dataset.number}` });
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
});
