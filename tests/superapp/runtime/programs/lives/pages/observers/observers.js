const { stepping, trace } = require('../../trace.js');
const counter = (page) => page.selectComponent('#counter');
Component(stepping({
  data: { first: 2, second: { deep: [3] }, loose: '4' },
  observers: { first(now) { trace('page first', now); } },
}, {
  'from above'() { this.setData({ first: 3 }, () => trace('page callback')); trace('page after'); },
  'two at once'() { this.setData({ loose: '5', first: 4 }); },
  'the same value'() { this.setData({ first: 4 }); },
  'a wrong type'() { this.setData({ first: 'seven' }); trace('data', counter(this).data.first); },
  'an object'() { this.setData({ 'second.deep[0]': 9 }); },
  'from inside'() { counter(this).change({ 'list[1].n': 7 }); },
  'pure data'() { counter(this).change({ _secret: 2 }); },
  'a whole list'() { counter(this).change({ list: [{ n: 1 }] }); },
  'past its end'() { counter(this).change({ 'list[2].n': 3 }); trace('data', counter(this).data.list); },
  'its own property'() { counter(this).change({ first: 50 }); trace('data', counter(this).data.total); },
  'nothing'() { counter(this).change({}); },
  'grouped'() { counter(this).groupSetData(() => { counter(this).setData({ first: 51 }); counter(this).setData({ loose: 1 }); trace('in the group', counter(this).data.first); }); },
}));
