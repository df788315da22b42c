// The same with the older api: a context by canvas-id, drawn when draw() is called.
const drawn = (context, reserve = false) => new Promise((done) => context.draw(reserve, done));
Page({
  data: { ready: '' },
  async onReady() {
    await this.chart();
    await this.animation();
    console.log('old', JSON.stringify(await this.pixels()));
    this.setData({ ready: 'all drawn' });
  },
  async chart() {
    const context = wx.createCanvasContext('chart');
    context.setFillStyle('white');
    context.fillRect(0, 0, 300, 150);
    const gradient = context.createLinearGradient(60, 0, 300, 0);
    gradient.addColorStop(0, '#1769d2');
    gradient.addColorStop(1, '#00aa88');
    context.setFillStyle(gradient);
    [40, 90, 65, 120].forEach((value, i) => context.fillRect(60 + i * 60, 150 - value, 40, value));
    context.drawImage('/images/two.png', 0, 0, 40, 20);
    context.drawImage('../../images/two.png', 10, 0, 10, 10, 0, 30, 20, 20);
    context.drawImage('https://pictures.example/two.png', 0, 0, 10, 10, 42, 0, 20, 20);
    context.save();
    context.beginPath();
    context.arc(30, 80, 20, 0, 2 * Math.PI);
    context.clip();
    context.fillStyle = context.createPattern('/images/two.png', 'repeat');
    context.fillRect(0, 50, 60, 60);
    context.restore();
    context.restore();
    context.font = 'italic bold 18px serif';
    const wide = context.measureText('sales').width;
    context.setFontSize(9);
    console.log('text', wide > context.measureText('sales').width, context.font);
    context.setTextAlign('center');
    context.setTextBaseline('normal');
    context.setFillStyle('#333333');
    context.fillText('sales', 30, 140);
    console.log('draw', JSON.stringify(await drawn(context)));
    context.setTransform(1, 0, 0, 1, 250, 20);
    context.setLineDash([4, 2], 1);
    context.setShadow(2, 2, 3, 'rgba(0,0,0,0.5)');
    const circle = context.createCircularGradient(0, 0, 15);
    circle.addColorStop(0, 'red');
    circle.addColorStop(1, 'orange');
    context.fillStyle = circle;
    context.arc(0, 0, 15, 0, 2 * Math.PI);
    context.fill();
    await drawn(context, true);
    context.fillRect(0, 60, 10, 10); // black again: every draw starts from the same state
    await drawn(context, true);
  },
  async animation() {
    const context = wx.createContext();
    for (let i = 1; i <= 5; i++) {
      context.setFillStyle('#008000');
      context.fillRect(0, 0, i * 20, 100);
      await wx.drawCanvas({ canvasId: 'anim', actions: context.getActions() });
    }
    const plain = wx.createCanvasContext('plain');
    plain.fillStyle = '#336699';
    plain.fillRect(0, 0, 20, 20);
    await drawn(plain);
    console.log('nothing', JSON.stringify(await drawn(wx.createCanvasContext('none'))));
  },
  async pixels() {
    const at = async (canvasId, x, y) => [...(await wx.canvasGetImageData({ canvasId, x, y, width: 1, height: 1 })).data];
    const seen = [await at('chart', 5, 5), await at('chart', 35, 5), await at('chart', 45, 5), await at('chart', 10, 40), await at('chart', 25, 80), await at('chart', 2, 64), await at('chart', 70, 148), await at('chart', 250, 20), await at('anim', 95, 50)];
    const { width, height, data } = await wx.canvasGetImageData({ canvasId: 'chart', x: 0, y: 0, width: 40, height: 20 });
    await wx.canvasPutImageData({ canvasId: 'anim', x: 0, y: 0, width, height, data });
    seen.push([width, height, data.length], await at('anim', 5, 5));
    return seen;
  },
  twice(event) { console.log('twice', event.detail.errMsg); },
  long(event) { console.log('long', JSON.stringify(event.detail)); },
  down(event) { const [{ x, y }] = event.touches; this.last = { x, y }; },
  move(event) {
    const [{ x, y }] = event.touches;
    const context = wx.createCanvasContext('pad', this);
    context.setStrokeStyle('#c62b33');
    context.setLineWidth(6);
    context.setLineCap('round');
    context.moveTo(this.last.x, this.last.y);
    context.lineTo(x, y);
    context.stroke();
    context.draw(true, () => console.log('stroked', x, y));
    this.last = { x, y };
  },
});
