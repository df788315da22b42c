// The frame's only script. It waits for the host's boot message, makes the worker from the code it is handed (so no
// program address stands in the policy), applies its ops, and sends back events. The frame's origin is opaque; the port
// of the boot message is the only way to the host.

import { isObject } from '../protocol/json.ts';
import { BUSY_MS_MAX, BUSY_SECONDS_MAX, OPS_PER_SECOND_MAX } from '../protocol/limits.ts';
import type { HostToView, Launch, ViewNotice, ViewToWorker } from '../protocol/messages.ts';
import { applyBatch, clearSheets, sheet } from './apply.ts';
import { defineBuiltins } from './builtins/index.ts';
import { useTiles } from './builtins/map-tiles.ts';
import { BASE_CSS } from './builtins/style.ts';
import { type Graphic, graphics, isGraphic } from './graphics.ts';
import { forgetListeners } from './listeners.ts';
import { answer, forgetWatches, unwatch, watch } from './measure.ts';
import { forgetAll } from './nodes.ts';
import { watchSize } from './pages.ts';
import { watchKeys } from './reachable.ts';
import { watchShellKeys } from './shell_keys.ts';
import { watchToolbars } from './toolbars.ts';
import { watchTouches } from './touch.ts';
import { connect } from './wire.ts';

let host: MessagePort | null = null;
let worker: Worker | null = null;
let code = '';
let linesBefore = 0;
let opsThisSecond = 0;
let secondEnds = 0;
let busyMs = 0;
let busySeconds = 0;

const notice = (message: ViewNotice): void => host?.postMessage(message);

function boot(event: MessageEvent): void {
  // Any page may post to any window: only our parent counts, only once, only with ports.
  const message = event.data as HostToView;
  const [port, programPort] = event.ports;
  if (event.source !== parent || host || !isObject(message) || message.kind !== 'boot' || !port || !programPort) return;
  removeEventListener('message', boot);
  host = port;
  host.onmessage = (later) => follow(later.data as HostToView, later.ports[0]);
  useTiles(message.map);
  connect((out) => worker?.postMessage(out), message.base, message.media, message.pictures);
  defineBuiltins();
  watchTouches();
  watchKeys();
  watchToolbars();
  watchShellKeys((key) => notice({ kind: 'key', key }));
  watchSize();
  const blob = new Blob(
    message.code.map((part) => `${part}\n`),
    { type: 'text/javascript' },
  );
  code = URL.createObjectURL(blob);
  linesBefore = message.code.slice(0, -1).reduce((sum, part) => sum + part.split('\n').length, 0);
  start(message.launch, programPort);
}

function follow(message: HostToView, port: MessagePort | undefined): void {
  if (message.kind === 'stop') stop();
  else if (message.kind === 'theme') document.documentElement.setAttribute('data-theme', message.theme);
  else if (message.kind === 'restart' && port) start(message.launch, port);
}

function start(launch: Launch, port: MessagePort): void {
  stop();
  sheet(BASE_CSS);
  document.documentElement.setAttribute('data-theme', launch.surroundings.theme);
  document.documentElement.lang = launch.surroundings.language.replace('_', '-');
  document.title = launch.appid;
  const made = new Worker(code);
  worker = made;
  made.onmessage = (event) => {
    if (worker === made) received(event.data);
  };
  made.onerror = (event) => {
    event.preventDefault();
    notice({ kind: 'error', text: `${event.message} (${event.lineno}:${event.colno})` });
  };
  const message: ViewToWorker = { kind: 'boot', launch, linesBefore };
  made.postMessage(message, [port]);
  notice({ kind: 'started' });
}

function stop(): void {
  worker?.terminate();
  if (worker) worker.onmessage = null;
  worker = null;
  forgetAll();
  forgetWatches();
  document.fonts.clear();
  forgetListeners();
  clearSheets();
  document.body.replaceChildren();
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
}

function received(message: unknown): void {
  if (!isObject(message)) return;
  const { n, id } = message;
  switch (message['kind']) {
    case 'ops': {
      const begun = performance.now();
      const applied = applyBatch(message['ops'], (count, first) => notice({ kind: 'refused', count, first }));
      busyMs += performance.now() - begun;
      count(applied);
      return;
    }
    case 'ask':
      if (typeof n !== 'number') return;
      if (isGraphic(message['what'])) {
        void give(n, message['what'], id, message['arg']);
        return;
      }
      worker?.postMessage({
        kind: 'answer',
        n,
        value: answer(message['what'], id, message['arg']),
      } satisfies ViewToWorker);
      count(10);
      return;
    case 'watch':
      try {
        if (typeof n === 'number') watch(n, id, message['relative'], message['margin'], message['thresholds']);
      } catch {
        notice({ kind: 'refused', count: 1, first: 'watch' });
      }
      count(10);
      return;
    case 'unwatch':
      if (typeof n === 'number') unwatch(n);
      count(1);
      return;
    default:
      count(1);
      return;
  }
}

/** Answers with what is moved to the worker, not copied; a worker that was replaced meanwhile gets nothing. */
async function give(n: number, what: Graphic, id: unknown, arg: unknown): Promise<void> {
  count(100);
  const asking = worker;
  const { value, moved } = await graphics(what, id, arg);
  if (worker === asking) asking?.postMessage({ kind: 'answer', n, value } satisfies ViewToWorker, moved);
}

// A program may draw as fast as it likes up to a bound; beyond it the worker ends and the host says so.
function count(applied: number): void {
  const now = performance.now();
  if (now > secondEnds) {
    busySeconds = busyMs > BUSY_MS_MAX && now < secondEnds + 1_000 ? busySeconds + 1 : 0;
    secondEnds = now + 1_000;
    opsThisSecond = 0;
    busyMs = 0;
  }
  opsThisSecond += applied + 5;
  if (opsThisSecond <= OPS_PER_SECOND_MAX && busySeconds < BUSY_SECONDS_MAX) return;
  worker?.terminate();
  worker = null;
  notice({ kind: 'flood', reason: 'too many drawing ops' });
}

addEventListener('message', boot);
