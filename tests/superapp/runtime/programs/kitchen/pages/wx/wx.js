// Runs what a test asks for: the query names a function of this file.
const jobs = {
  async promise() { return wx.login(); },
  callbacks: () => new Promise((done) => wx.login({ success: (r) => done(['success', r.errMsg]), complete: (r) => console.log('complete', r.errMsg) })),
  storage: () => { const at = wx.getStorageSync('seen'); wx.setStorageSync('seen', { n: (at.n || 0) + 1 }); wx.setStorageSync('gone', 1); wx.removeStorageSync('gone'); return [at, wx.getStorageSync('seen'), wx.getStorageSync('missing'), wx.getStorageInfoSync().keys]; },
  async missing() { return wx.getStorage({ key: 'nothing' }).catch((e) => e.errMsg); },
  tooBig: () => { try { wx.setStorageSync('big', 'x'.repeat(1100000)); } catch (e) { return e.message; } },
  async request() { const r = await wx.request({ url: 'https://shop.example/a', data: { q: 'x y' } }); return [r.statusCode, r.data, r.errMsg]; },
  post: () => new Promise((done) => wx.request({ url: 'https://shop.example/a', method: 'POST', data: { q: 1 }, success: (r) => done(r.data), fail: done })),
  abort: () => new Promise((done) => { const task = wx.request({ url: 'https://shop.example/slow', fail: (r) => done(r.errMsg) }); task.abort(); }),
  async refused() { return wx.request({ url: 'https://other.example' }).catch((e) => e.errMsg); },
  async pay() { return wx.requestPayment({ timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' }).catch((e) => e.errMsg); },
  async modal() { return wx.showModal({ title: 'Sure?', content: 'Really', confirmText: 'Yes' }); },
  async sheet() { return wx.showActionSheet({ itemList: ['one', 'two'] }).catch((e) => e.errMsg); },
  toast: () => { wx.showToast({ title: 'Saved' }); return 'ok'; },
  sockets: () => new Promise((done) => {
    const heard = [];
    const refused = wx.connectSocket({ url: 'wss://refused.example' });
    refused.onError(({ errMsg }) => heard.push(errMsg));
    refused.onClose(({ code }) => {
      heard.push(code, refused.readyState);
      const task = wx.connectSocket({ url: 'wss://chat.example/room', header: { 'X-Own': 1, 'x-own': 'yes' }, success: ({ errMsg }) => heard.push(errMsg) });
      wx.onSocketOpen(() => heard.push('open', task.readyState));
      task.onMessage(({ data }) => {
        heard.push(typeof data === 'string' ? data : new Uint8Array(data)[1]);
        if (data === 'hi') task.send({ data: new Uint8Array([1, 255]).buffer });
        else task.send({ data: 'bye' });
      });
      task.onOpen(() => wx.sendSocketMessage({ data: 'hi' }));
      task.onClose(({ code, reason }) => task.send({ data: 'late', fail: ({ errMsg }) => done([...heard, code, reason, errMsg]) }));
    });
  }),
  async worklet() {
    const { shared, derived, timing, sequence, delay, spring, Easing, runOnUI } = wx.worklet;
    const x = shared(0), double = derived(() => x.value * 2), log = [];
    getCurrentPages().at(-1).applyAnimatedStyle('#out', () => ({ marginLeft: `${x.value}px` }));
    await new Promise((done) => { x.value = timing(30, { duration: 40, easing: Easing.bezier(0.2, 0, 0, 1) }, () => done()); });
    log.push(x.value, double.value);
    await new Promise((done) => { x.value = sequence(timing(10, { duration: 20 }), delay(10, spring(20, { damping: 20, stiffness: 900 }, () => done()))); });
    log.push(x.value);
    await new Promise((done) => runOnUI((added) => { x.value += added; done(); })(5));
    return [...log, x.value];
  },
  async unsupported() { return [await wx.openBluetoothAdapter().catch((e) => e.errMsg), wx.canIUse('openBluetoothAdapter'), wx.canIUse('request'), wx.canIUse('button.open-type'), await wx.cloud.callFunction({ name: 'x' }).catch((e) => e.errMsg)]; },
  system: () => { const s = wx.getSystemInfoSync(); const m = wx.getMenuButtonBoundingClientRect(); return [s.windowWidth, s.windowHeight > 500, s.theme, m.width > 50, wx.getAccountInfoSync().miniProgram.appId, wx.getLaunchOptionsSync().path]; },
  bars: () => { wx.setNavigationBarTitle({ title: 'New title' }); wx.setNavigationBarColor({ frontColor: '#ffffff', backgroundColor: '#112233' }); return 'ok'; },
  async depth() { const out = []; for (let i = 0; i < 11; i++) out.push(await wx.navigateTo({ url: '/pages/stack/stack' }).then((r) => r.errMsg, (e) => e.errMsg)); return [out.length, out[8], out[9], out[10], getCurrentPages().length]; },
  async failures() { const e = (p) => p.catch((x) => x.errMsg); return [await e(wx.navigateTo({ url: '/pages/home/home' })), await e(wx.switchTab({ url: '/pages/stack/stack' })), await e(wx.navigateTo({ url: '/pages/none/none' })), await e(wx.navigateBack())]; },
  async channel() { return new Promise((done) => wx.navigateTo({ url: '../stack/stack?a=1&b&c=%20', events: { answer: (word) => done(word) }, success: (r) => r.eventChannel.emit('greet', 'hi') })); },
  tab: () => wx.switchTab({ url: '/pages/home/home' }),
  boom: () => { setTimeout(() => { throw new Error('later'); }, 0); Promise.reject(new Error('nobody caught')); return 'ok'; },
  app: () => [typeof getApp().globalData, wx === globalThis.wx, window === undefined, typeof document],
};
Page({
  async onLoad(query) {
    if (!query.job) return;
    const out = JSON.stringify(await jobs[query.job]());
    console.log('job', query.job, out);
    this.setData({ out });
  },
});
