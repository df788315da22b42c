const { stepping, trace } = require('../../trace.js');
const rows = (page) => trace('rows', page.selectAllComponents('list').map((one) => one.rows()));
Component(stepping({ data: { names: ['a', 'b', 'c'], nested: true } }, {
  'as made'() { rows(this); },
  'another order'() { this.setData({ names: ['c', 'b', 'a'] }); rows(this); },
  'one more'() { this.setData({ names: ['c', 'x', 'b', 'a'] }); rows(this); },
  'less'() { this.setData({ names: ['b'] }); rows(this); },
  'not nested'() { this.setData({ nested: false }); rows(this); },
  'nested again'() { this.setData({ nested: true, names: [] }); rows(this); },
}));
