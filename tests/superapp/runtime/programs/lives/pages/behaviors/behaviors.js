const { stepping, trace } = require('../../trace.js');
Component(stepping({ data: { there: true, shared: 'page' } }, {
  'observed'() { this.setData({ shared: 'changed' }); },
  'asked'() { const mixed = this.selectComponent('#mixed'); trace(mixed.say(), mixed.only(), mixed.data); },
  'gone'() { this.setData({ there: false }); },
}));
