// Has a canvas of the same name as its page: each is found from where it is asked for.
Component({
  lifetimes: {
    ready() {
      const context = wx.createCanvasContext('chart', this);
      context.setFillStyle('#800080');
      context.fillRect(0, 0, 40, 40);
      context.draw(false, () => console.log('badge drawn'));
    },
  },
});
