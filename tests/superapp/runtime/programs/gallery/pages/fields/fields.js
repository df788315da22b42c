const say = require('../../say');
Page({
  data: { focus: false, grown: 'one line' },
  say,
  upper(event) { say(event); return event.detail.value.toUpperCase(); },
  focusIt() { this.setData({ focus: true }); },
});
