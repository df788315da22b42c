const say = require('../../say');
Page({
  data: { rows: Array.from({ length: 30 }, (_, at) => at), current: 0, into: '', triggered: false, x: 20 },
  say,
  refresh(event) { say(event); this.setData({ triggered: true }); },
  refreshed() { this.setData({ triggered: false }); },
  go() { this.setData({ current: 2, into: 'row-20', x: 60 }); },
});
