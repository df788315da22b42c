const { stepping } = require('../../trace.js');
Component(stepping({ data: { names: ['a', 'b'] } }, {
  'another order'() { this.setData({ names: ['b', 'a', 'c'] }); },
  'none'() { this.setData({ names: [] }); },
}));
