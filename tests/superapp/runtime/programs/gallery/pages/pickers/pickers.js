const say = require('../../say');
Page({
  data: { fruit: [{ n: 'apple' }, { n: 'berry' }, { n: 'cherry' }], at: 0, many: [['a', 'b'], ['a1', 'a2']], wheel: [1, 0], days: [1, 2, 3, 4, 5] },
  say,
  choose(event) { say(event); this.setData({ at: event.detail.value }); },
  column(event) {
    say(event);
    if (event.detail.column === 0) this.setData({ 'many[1]': event.detail.value === 1 ? ['b1', 'b2', 'b3'] : ['a1', 'a2'] });
  },
});
