// A canvas on a page that is left again.
Page({
  onReady() {
    wx.createSelectorQuery().select('#gl').node(({ node }) => {
      node.width = 200;
      const gl = node.getContext('webgl');
      gl.clearColor(0, 1, 0, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      this.getOpenerEventChannel().emit('drawn', node);
    }).exec();
  },
});
