// A chart, a signature pad and an animation with the 2d api, as its documentation tells programs to write them.
const SALES = [40, 90, 65, 120];
Page({
  data: { ready: '', small: true },
  onLoad() {
    wx.createSelectorQuery().select('#pad').boundingClientRect(({ width }) => { this.early = width; }).exec();
  },
  async onReady() {
    const ratio = wx.getWindowInfo().pixelRatio;
    const open = (id) => new Promise((done) => {
      wx.createSelectorQuery().select(id).fields({ node: true, size: true }).exec(([found]) => {
        found.node.width = found.width * ratio;
        found.node.height = found.height * ratio;
        const context = found.node.getContext('2d');
        context.scale(ratio, ratio);
        done({ node: found.node, context });
      });
    });
    await this.chart(await open('#chart'));
    this.pad = (await open('#pad')).context;
    await this.animation(await open('#anim'));
    const { node } = await open('#small');
    const late = new Promise((done) => wx.createSelectorQuery().select('#small').fields({ node: true, size: true }).exec(([found]) => done([found.node === node, found.width])));
    // Taken away while the answer is on its way: what was asked for is still told whole.
    this.setData({ small: false });
    console.log('late', JSON.stringify([...(await late), this.early]));
    await new Promise((done) => setTimeout(done, 50));
    const again = await new Promise((done) => wx.createSelectorQuery().select('#chart').node(({ node }) => done(node)).exec());
    console.log('new', JSON.stringify([this.node === again, this.node.getContext('2d').canvas === again, node.width, await this.pictures()]));
    this.setData({ ready: 'all drawn' });
  },
  async chart({ node, context }) {
    this.node = node;
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, 300, 150);
    const image = node.createImage();
    await new Promise((done) => { image.onload = done; image.src = '/images/two.png'; });
    context.drawImage(image, 0, 0, 40, 20);
    SALES.forEach((value, i) => {
      context.fillStyle = '#1769d2';
      context.fillRect(60 + i * 60, 150 - value, 40, value);
    });
    const path = node.createPath2D();
    path.moveTo(0, 149);
    path.lineTo(300, 149);
    context.stroke(path);
    const pixels = node.createImageData(Array(16).fill([255, 0, 255, 255]).flat(), 4, 4);
    context.putImageData(pixels, 0, 60);
    context.fillStyle = '#333333';
    context.font = '12px sans-serif';
    context.fillText('sales', 4, 140);
  },
  async animation({ node, context }) {
    const times = [];
    await new Promise((done) => {
      const step = (time) => {
        times.push(time);
        context.clearRect(0, 0, 100, 100);
        context.fillStyle = `hsl(${times.length * 10} 80% 40%)`;
        context.beginPath();
        context.arc(50, 50, times.length * 5, 0, 2 * Math.PI);
        context.fill();
        if (times.length < 8) node.requestAnimationFrame(step);
        else done();
      };
      node.requestAnimationFrame(step);
      node.cancelAnimationFrame(node.requestAnimationFrame(() => console.log('cancelled frame ran')));
    });
    context.fillStyle = '#008000';
    context.fillRect(0, 0, 100, 100);
    console.log('frames', times.length, times.every((time, i) => i === 0 || time >= times[i - 1]));
  },
  /** Pictures from each place, and one that is not there. */
  async pictures() {
    const seen = [];
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="blue"/></svg>';
    const { tempFilePath } = await wx.canvasToTempFilePath({ canvas: this.node, x: 60, y: 0, width: 120, height: 150, fileType: 'jpg', quality: 0.9 });
    for (const src of ['../../images/two.png', this.node.toDataURL(), `data:image/svg+xml,${encodeURIComponent(svg)}`, tempFilePath, '/images/none.png', 'https://pictures.example/a.png', 'wxfile://tmp_none.png']) {
      const image = this.node.createImage();
      const loaded = await new Promise((done) => { image.onload = () => done('load'); image.onerror = () => done('error'); image.src = src; });
      const surface = wx.createOffscreenCanvas({ type: '2d', width: 30, height: 30 });
      surface.getContext('2d').drawImage(image, 0, 0, 30, 30);
      seen.push([loaded, image.width, image.height, ...surface.getContext('2d').getImageData(2, 28, 1, 1).data]);
    }
    return seen;
  },
  tapped(event) { console.log('tapped', JSON.stringify(event.changedTouches[0])); },
  down(event) { const [{ x, y }] = event.touches; this.pad.lineWidth = 6; this.pad.strokeStyle = '#c62b33'; this.pad.beginPath(); this.pad.moveTo(x, y); },
  move(event) { const [{ x, y }] = event.touches; this.pad.lineTo(x, y); this.pad.stroke(); },
  up(event) { console.log('signed', JSON.stringify(event.changedTouches.map(({ x, y }) => [x, y])), event.touches.length); },
});
