// Every message between the four parties of an open program. The host page owns the frame; the frame's view owns the
// worker; worker and host speak over a port of their own, so that the view need not read what it only carries.
//
//   host ──boot, restart──▶ view ──event, answer──▶ worker
//   host ◀──notice──────── view ◀──ops, ask─────── worker
//   host ◀──────────── port: call, reply ────────▶ worker

import type { Json, JsonObject } from './json.ts';
import type { NodeId, Op } from './ops.ts';

export type Query = { [name: string]: string };

/** What a program learns of the device it runs on. Lengths in CSS pixels. */
export type Surroundings = {
  width: number;
  height: number;
  screenWidth: number;
  screenHeight: number;
  pixelRatio: number;
  navigationBarHeight: number;
  statusBarHeight: number;
  tabBarHeight: number;
  capsule: { top: number; right: number; bottom: number; left: number; width: number; height: number };
  theme: 'light' | 'dark';
  language: string;
  userAgent: string;
};

/** How a program was opened. path: a page with its query, or '' for where it stands. scene: the platform's number. */
export type Enter = { path: string; scene: number; referrerInfo: JsonObject };

/** What a worker is told at its start. */
export type Launch = {
  appid: string;
  version: string;
  path: string;
  query: Query;
  scene: number;
  referrerInfo: JsonObject;
  capabilities: string[];
  base: string; // of the files of its bundle, with a closing slash
  storage: { [key: string]: string };
  surroundings: Surroundings;
  files: KeptFile[]; // the program's own, when it may ask for them
  traced: boolean; // each line of the console says where it was written
};

/** A file of a program on this device. path: wxfile://usr/… or wxfile://store_…; bytes null: a folder. */
export type KeptFile = { path: string; bytes: ArrayBuffer | null; modified_ms: number };

/** Of the operator's server: an address with {z}, {x} and {y}, and whose pictures they are; both '' for none. */
export type MapLook = { tiles: string; credit: string };

export type HostToView =
  | {
      kind: 'boot'; // port 0: to the view; port 1: to the worker
      launch: Launch;
      code: string[];
      base: string;
      media: string;
      map: MapLook;
      pictures: { [path: string]: Blob }; // of the package, where the frame cannot fetch them: there is no network
    }
  | { kind: 'restart'; launch: Launch } // port 0: to the worker
  | { kind: 'theme'; theme: 'light' | 'dark' }
  | { kind: 'stop' };

export type ViewNotice =
  | { kind: 'started' }
  | { kind: 'refused'; count: number; first: string }
  | { kind: 'flood'; reason: string }
  | { kind: 'error'; text: string }
  | { kind: 'key'; key: ShellKey };

/** The keys of the shell that reach it from inside a program: the palette's, and the list of keys. No others ever do. */
export type ShellKey = 'k' | '?';

export type WorkerToView =
  | { kind: 'ops'; ops: Op[] }
  | { kind: 'ask'; n: number; id: NodeId; what: Ask; arg: Json }
  | { kind: 'watch'; n: number; id: NodeId; relative: NodeId; margin: string; thresholds: number[] }
  | { kind: 'unwatch'; n: number };

/** The last three give what plain data cannot say: a drawing surface, a decoded picture, a loaded font (view/graphics.ts). */
export type Ask = 'rect' | 'scroll' | 'fields' | 'do' | 'canvas' | 'picture' | 'font';

export type ViewToWorker =
  | { kind: 'boot'; launch: Launch; linesBefore: number } // lines of code before logic.js
  | { kind: 'event'; id: NodeId; event: ViewEvent }
  | { kind: 'answer'; n: number; value: unknown } // Json, or what graphics.ts transfers
  | { kind: 'seen'; n: number; value: Json } // an intersection watch
  | { kind: 'page'; id: NodeId; what: 'scroll' | 'bottom' | 'pull'; top: number }
  | { kind: 'size'; width: number; height: number };

export type Touch = {
  identifier: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  force: number;
  x?: number; // from the corner of a canvas
  y?: number;
};

export type ViewEvent = {
  type: string;
  detail: Json;
  bubbles: boolean;
  composed: boolean;
  touches?: Touch[];
  changedTouches?: Touch[];
  model?: JsonObject; // two-way bindings that write back before the event
};

export type WorkerToHost =
  | { kind: 'call'; id: number; api: string; arg: Json; bytes?: ArrayBuffer[] } // files, moved and not copied
  | { kind: 'abort'; id: number }
  | { kind: 'page'; page: PageShown }
  | { kind: 'ready'; path: string }
  | ({ kind: 'log' } & LogLine)
  | { kind: 'pong'; n: number };

/** at: `file:line:column` or `file:line` in the developer's sources, '' when it is not known. */
export type LogLine = { level: LogLevel; text: string; at: string; uncaught: boolean };

export type LogLevel = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** What the chrome around the frame has to show. */
export type PageShown = {
  path: string;
  query: string; // "a=1&b=2", as opened
  depth: number;
  title: string;
  textStyle: 'black' | 'white';
  background: string;
  custom: boolean; // the page draws its own navigation bar
  tab: number; // index in the tab bar, -1 when the page is none of its pages
  shares: boolean; // it can be sent to a chat
  home: boolean; // a way to the first page may be shown
};

export type Refusal = { errno: number; errMsg: string };

export type HostToWorker =
  | { kind: 'reply'; id: number; ok: JsonObject; bytes?: ArrayBuffer[] }
  | { kind: 'refused'; id: number; refused: Refusal }
  | { kind: 'ping'; n: number }
  | { kind: 'go'; how: 'back' | 'tab' | 'home' | 'launch'; path: string }
  | { kind: 'event'; name: HostEvent; detail: JsonObject };

export type HostEvent =
  | 'show' // {} or an `Enter`
  | 'hide'
  | 'theme'
  | 'surroundings'
  | 'network'
  | 'tabTap'
  | 'share' // {kind: 'chat' | 'link'}: the menu asks the page what to send
  | 'update' // {}: a newer version is there to be started
  | 'location' // what wx.onLocationChange hears
  | 'motion' // {kind: 'accelerometer' | 'gyroscope' | 'compass' | 'deviceMotion', …}
  | 'keyboard' // {height}
  | 'chunk' // {stream, head} or {stream, piece}: of a request with enableChunked
  | 'record' // {}: the recording ended by itself, the sound waits
  | 'socket'; // {id, what: 'open' | 'message' | 'close' | 'error', …}, see host/abilities/sockets.ts
