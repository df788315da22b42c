const { lifetimes, trace } = require('../../trace.js');
Component({
  options: { pureDataPattern: /^_/ },
  properties: {
    name: String,
    first: { type: Number, value: 1, observer: 'firstChanged' },
    second: { type: null, value: { deep: [1, 2] } },
    loose: { type: Number, optionalTypes: [String], value: 0 },
  },
  data: { total: 0, _secret: 1, list: [{ n: 1 }, { n: 2 }] },
  lifetimes: lifetimes(),
  observers: {
    'first, loose'(first, loose) { trace('counter', 'first, loose', first, loose); this.setData({ total: first + Number(loose) }); },
    total(total) { trace('counter', 'total', total); },
    'second.deep[0]'(one) { trace('counter', 'second.deep[0]', one); },
    'list[1].n'(n) { trace('counter', 'list[1].n', n); },
    'list.**'(list) { trace('counter', 'list.**', list); },
    _secret(secret) { trace('counter', '_secret', secret); },
    '**'() { trace('counter', '**'); },
  },
  methods: {
    firstChanged(now, before) { trace('counter', 'property first', before, now); },
    change(data) { this.setData(data, () => trace('counter', 'callback')); trace('counter', 'after', Object.keys(data)); },
  },
});
