// What leaves a canvas, and what is not possible.
const refused = (run) => { try { return run() && 'nothing'; } catch (error) { return error.message; } };
const errMsg = (promise) => promise.then((result) => result.errMsg, (error) => error.errMsg);
const wide = (family) => {
  const context = wx.createOffscreenCanvas({ type: '2d' }).getContext('2d');
  context.font = `bold 40px ${family}`;
  return context.measureText('immill').width;
};
Page({
  data: { style: 'width:100px;height:50px' },
  seen(event) { console.log('seen', event.detail.width, event.detail.height); },
  async onReady() {
    const node = await new Promise((done) => wx.createSelectorQuery().select('#big').node(({ node }) => done(node)).exec());
    const old = wx.createOffscreenCanvas(20, 10);
    const gl = old.getContext('webgl');
    gl.clearColor(0, 0, 1, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const flat = wx.createOffscreenCanvas({ type: '2d', width: 4, height: 4 }).getContext('2d');
    flat.drawImage(old, 0, 0, 4, 4);
    const webgl = [...flat.getImageData(3, 3, 1, 1).data];
    const poster = wx.createCanvasContext('poster');
    poster.setFillStyle('#ff8000');
    poster.fillRect(0, 0, 50, 50);
    poster.draw();
    const file = await wx.canvasToTempFilePath({ canvasId: 'poster', destWidth: 10, destHeight: 5 }, this);
    this.setData({ shown: file.tempFilePath });
    const image = node.createImage();
    await new Promise((done) => { image.onload = done; image.src = file.tempFilePath; });
    flat.drawImage(image, 0, 0);
    node.width = 120;
    node.height = 60;
    const half = await wx.canvasToTempFilePath({ canvas: node, width: 30, height: 30 });
    const whole = await wx.canvasToTempFilePath({ canvas: node });
    const sizes = [];
    for (const { tempFilePath } of [half, whole]) {
      const one = node.createImage();
      await new Promise((done) => { one.onload = done; one.src = tempFilePath; });
      sizes.push(one.width, one.height);
    }
    const resized = [];
    for (const style of ['width:100px;height:50px', 'width:40px;height:50px']) {
      this.setData({ style });
      poster.setFillStyle('#0000ff');
      poster.fillRect(0, 0, 10, 50);
      await new Promise((done) => poster.draw(true, done));
      const { data } = await wx.canvasGetImageData({ canvasId: 'poster', x: 0, y: 0, width: 40, height: 1 });
      resized.push([...data.slice(0, 3)], [...data.slice(80, 83)]);
    }
    const leaf = await new Promise((done) => wx.navigateTo({ url: '/pages/leaf/leaf', events: { drawn: done } }));
    const open = leaf.width;
    await wx.navigateBack();
    await new Promise((done) => setTimeout(done, 50));
    const look = await errMsg(wx.previewImage({ urls: ['/images/two.png', file.tempFilePath], current: file.tempFilePath }));
    console.log('tools', JSON.stringify({
      look,
      resized,
      left: [open, leaf.width],
      webgl,
      file: [file.errMsg, /^wxfile:\/\/tmp_\w+\.png$/.test(file.tempFilePath), image.width, image.height, ...flat.getImageData(0, 0, 1, 1).data],
      sizes,
      tooLarge: [refused(() => { node.width = 5000; }), refused(() => wx.createOffscreenCanvas({ type: '2d', width: 5000, height: 1 })), await errMsg(wx.canvasToTempFilePath({ canvas: node, destWidth: 5000 }))],
      none: [await errMsg(wx.canvasToTempFilePath({ canvasId: 'none' })), await errMsg(wx.canvasGetImageData({ canvasId: 'none', x: 0, y: 0, width: 1, height: 1 })), await errMsg(wx.canvasPutImageData({ canvasId: 'poster', x: 0, y: 0, width: 2, height: 2, data: new Uint8ClampedArray(3) })), await errMsg(wx.drawCanvas({ canvasId: 'none', actions: [] }))],
      can: [wx.canIUse('canvas.type.2d'), wx.canIUse('createOffscreenCanvas'), wx.canIUse('loadFontFace')],
      font: [wide('monospace'), await errMsg(wx.loadFontFace({ family: 'Mine', source: 'url("https://fonts.example/mine.woff2")', desc: { weight: 'bold' } })), wide('Mine, monospace'), await errMsg(wx.loadFontFace({ family: 'Mine', source: 'url("/fonts/none.ttf")' })), await errMsg(wx.loadFontFace({ family: 'Mine' }))],
    }));
  },
});
