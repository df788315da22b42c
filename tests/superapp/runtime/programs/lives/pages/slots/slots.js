const { stepping, lifetimes } = require('../../trace.js');
Component(stepping({
  properties: { name: { type: String, value: 'page' } },
  data: { open: true, more: false, swap: false, place: 'b' },
  lifetimes: lifetimes(),
}, {
  'shut the slot'() { this.setData({ open: false }); },
  'more while shut'() { this.setData({ more: true }); },
  'open the slot'() { this.setData({ open: true }); },
  'swap the slots'() { this.setData({ swap: true }); },
  'to another slot'() { this.setData({ place: 'a' }); },
  'to no slot'() { this.setData({ place: 'c' }); },
  'back and swapped'() { this.setData({ place: 'b', swap: false }); },
}));
