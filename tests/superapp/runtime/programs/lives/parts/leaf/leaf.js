const { lifetimes, trace } = require('../../trace.js');
Component({
  properties: { name: { type: String, value: 'none' }, size: { type: Number, value: 1, observer(now, before) { trace('leaf', this.data.name, 'size', before, 'to', now); } } },
  lifetimes: lifetimes(),
  pageLifetimes: { show() { trace('leaf', this.data.name, 'show'); }, resize() { trace('leaf', this.data.name, 'resize'); } },
});
