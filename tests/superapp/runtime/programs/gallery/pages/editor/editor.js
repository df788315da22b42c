const say = require('../../say');
Page({
  data: {},
  say,
  ready(event) {
    say(event);
    wx.createSelectorQuery().select('#editor').context((found) => { this.editor = found.context; console.log('ev editor context', JSON.stringify(!!this.editor)); }).exec();
  },
  bold() { this.editor.format('bold'); },
  head() { this.editor.format('header', 2); },
  set() {
    this.editor.setContents({
      delta: { ops: [{ insert: 'Hello ' }, { insert: 'bold', attributes: { bold: true } }, { insert: '\n' }, { insert: '<img src=x onerror=alert(1)>\n' }] },
      success: () => this.editor.getContents({ success: (got) => console.log('ev editor contents', JSON.stringify(got)) }),
    });
  },
  more() { this.editor.insertDivider(); this.editor.insertImage({ src: '/images/dot.png', width: '20px', alt: 'dot', data: { a: 1 } }); },
  undo() { this.editor.undo(); },
});
