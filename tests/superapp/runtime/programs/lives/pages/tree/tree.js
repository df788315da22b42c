const { stepping, lifetimes, trace } = require('../../trace.js');
const of = (...names) => names.map((name) => ({ id: name, name, size: name.length }));
Component(stepping({
  properties: { name: { type: String, value: 'page' } },
  data: { which: 1, size: 5, items: of('a', 'bb', 'ccc') },
  lifetimes: lifetimes(),
}, {
  'another branch'() { this.setData({ which: 2 }); },
  'the last branch'() { this.setData({ which: 3 }); },
  'a deep property'() { this.setData({ size: 6 }); },
  'the same again'() { this.setData({ size: 6 }); },
  'another order'() { this.setData({ items: of('ccc', 'a', 'bb') }); },
  'one more and one less'() { this.setData({ items: of('a', 'dddd', 'ccc') }); },
  'one field'() { this.setData({ 'items[1].size': 40 }); },
  'one pushed'() { this.setData({ 'items[3]': { id: 'e', name: 'e', size: 1 } }); },
  'shut'() { this.selectAllComponents('frame').forEach((one) => trace('frame', one.data.name)); },
  'none'() { this.setData({ items: [] }); },
}));
