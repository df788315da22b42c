// A page with a list from the server: asked for whenever the page comes to the front, and again after each piece of
// work on one of its items. One piece of work at a time; what the server refuses is said beside the list.
// `work` says whether it was done. ask: () => a promise of { items, … }, of which the others are shown as `rest`; acts: what else the page does, with `this.work(action)`.
const page = require('./page');

module.exports = (title, ask, acts) =>
  page(title, {
    data: { items: null, rest: {}, problem: '' },
    onShow() {
      this.load();
    },
    async load() {
      try {
        const { items, ...rest } = await ask();
        this.setData({ items, rest, problem: '' });
      } catch (problem) {
        this.setData({ problem: problem.message });
      }
    },
    async work(action) {
      if (this.busy) return false;
      this.busy = true;
      let said = '';
      try {
        await action();
      } catch (problem) {
        said = problem.message;
      }
      await this.load();
      if (said) this.setData({ problem: said });
      this.busy = false;
      return !said;
    },
    ...acts,
  });
