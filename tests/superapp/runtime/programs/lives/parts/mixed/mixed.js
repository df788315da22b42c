const { trace } = require('../../trace.js');
const inner = Behavior({
  properties: { shared: { type: String, value: 'inner' } },
  data: { text: 'inner', box: { inner: 1 } },
  lifetimes: { created() { trace('inner created'); }, attached() { trace('inner attached'); }, detached() { trace('inner detached'); } },
  observers: { shared(now) { trace('inner observer', now); } },
  methods: { say() { return 'inner'; }, only() { return 'only inner'; } },
});
const outer = Behavior({
  behaviors: [inner],
  data: { text: 'outer', box: { outer: 2 } },
  created() { trace('outer created'); },
  attached() { trace('outer attached'); },
  pageLifetimes: { show() { trace('outer show'); } },
  methods: { say() { return 'outer'; } },
  definitionFilter(fields) { fields.data.filtered = Object.keys(fields).includes('behaviors'); },
});
const twice = Behavior({ lifetimes: { attached() { trace('twice attached'); } } });
Component({
  behaviors: [twice, outer, inner, twice],
  properties: { name: String },
  data: { box: { own: 3 } },
  created() { trace('old created'); },
  attached() { trace('old attached'); },
  lifetimes: { created() { trace('own created'); }, attached() { trace('own attached', this.data, this.say(), this.only(), this.hasBehavior(inner)); }, detached() { trace('own detached'); } },
  pageLifetimes: { show() { trace('own show'); } },
  observers: { shared(now) { trace('own observer', now); } },
});
