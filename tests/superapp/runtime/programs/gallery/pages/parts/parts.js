const say = require('../../say');
Page({
  data: { show: false, title: 'From a component', tall: false },
  say,
  open() { this.setData({ show: true }); },
  left(event) { say(event); this.setData({ show: false }); },
});
