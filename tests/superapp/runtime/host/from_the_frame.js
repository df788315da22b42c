// Tries each way out of the frame's own realm; answers with what each attempt said. Run by test_frame_families.py.
async (out) => {
  const tried = {};
  // What the debugger runs may evaluate text; a later turn is the frame's own.
  await new Promise((done) => setTimeout(done, 0));
  const attempt = async (name, run) => { try { tried[name] = await run(); } catch (error) { tried[name] = error.name; } };
  const make = (tag, fields) => Object.assign(document.createElement(tag), fields);
  const add = (tag, fields) => { const made = make(tag, fields); document.body.append(made); return made; };
  const soon = (ms) => new Promise((done) => setTimeout(done, ms));

  await attempt('2 top.location', () => String(top.location.href));
  await attempt('4 a link to the top', () => { add('a', { href: out + '/link', target: '_top' }).click(); return 'clicked'; });
  await attempt('4 a link to a new window', () => { add('a', { href: out + '/blank', target: '_blank' }).click(); return 'clicked'; });
  await attempt('5 a form to the top', () => {
    const form = add('form', { action: out + '/form', method: 'post', target: '_top' });
    form.requestSubmit(); form.submit(); return 'sent';
  });
  await attempt('7 cookies', () => { document.cookie = 'a=1'; return document.cookie; });
  await attempt('8 sessionStorage', () => sessionStorage.length);
  await attempt('9 IndexedDB', () => new Promise((done, failed) => {
    const ask = indexedDB.open('x'); ask.onsuccess = () => done('open'); ask.onerror = () => failed(ask.error);
  }));
  await attempt('9 caches', async () => { await caches.open('x'); return 'open'; });
  await attempt('10 a service worker', async () => { await navigator.serviceWorker.register('/rt/view.js'); return 'registered'; });
  await attempt('12 WebAssembly', () => { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); return 'compiled'; });
  await attempt('14 EventSource', () => new Promise((done) => {
    const source = new EventSource(out + '/events'); source.onopen = () => done('open'); source.onerror = () => done('failed');
  }));
  await attempt('19 preconnect', () => {
    for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'preload', 'modulepreload', 'manifest', 'icon'])
      document.head.append(make('link', { rel, href: out + '/' + rel, as: 'script' }));
    return 'added';
  });
  await attempt('20 a worker from elsewhere', () => new Promise((done, failed) => {
    const made = new Worker(out + '/worker.js'); made.onerror = () => done('failed'); setTimeout(() => done('silent'), 300);
  }));
  await attempt('21 a child frame', async () => {
    const child = add('iframe', { srcdoc: '<script>parent.escaped = 1</' + 'script><img src="' + out + '/child">' });
    await soon(200); return String(window.escaped);
  });
  await attempt('21 an object and an embed', () => { add('object', { data: out + '/object' }); add('embed', { src: out + '/embed' }); return 'added'; });
  await attempt('23 a base', () => { document.head.append(make('base', { href: out + '/' })); const img = add('img', { src: 'based' }); return 'added'; });
  await attempt('27 javascript:', () => { const a = add('a', { href: 'javascript:window.escaped=2' }); a.click(); return String(window.escaped); });
  await attempt('28 alert', () => { alert('x'); return 'returned'; });
  await attempt('28 confirm', () => String(confirm('x')));
  await attempt('28 print', () => { print(); return 'returned'; });
  await attempt('28 fullscreen', async () => { await document.documentElement.requestFullscreen(); return 'full'; });
  await attempt('28 pointer lock', async () => { await document.body.requestPointerLock(); return 'locked'; });
  await attempt('28 the clipboard', () => navigator.clipboard.readText());
  await attempt('28 the camera', async () => { await navigator.mediaDevices.getUserMedia({ video: true }); return 'seen'; });
  await attempt('28 the place', () => new Promise((done, failed) => navigator.geolocation.getCurrentPosition(() => done('found'), failed)));
  await attempt('28 a notification', () => Notification.requestPermission());
  await attempt('28 a shared screen', async () => { await navigator.mediaDevices.getDisplayMedia(); return 'seen'; });
  await attempt('28 a payment request', async () => {
    await new PaymentRequest([{ supportedMethods: 'https://pay.example' }], { total: { label: 'x', amount: { currency: 'CNY', value: '1' } } }).show(); return 'shown';
  });
  await soon(300);
  return tried;
}
