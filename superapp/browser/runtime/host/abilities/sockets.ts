// wx.connectSocket: the page opens a socket to its own server, which connects to the program's and passes frames on both
// ways. What happens is told to the worker as `socket` events; a binary frame travels there in base64.

import type { JsonObject } from '../../protocol/json.ts';
import { REQUEST_TIMEOUT_MS, SOCKETS_MAX } from '../../protocol/limits.ts';
import type { SocketHello } from '../../protocol/server.ts';
import { read } from '../../protocol/validate.ts';
import { base64Of } from '../../worker/wx/bytes.ts';
import { type Abilities, type Context, refuse } from './ability.ts';
import { headers } from './request.ts';

const REFUSED = 4400;
const NO_CODE = 1005; // closed without saying why, which programs know as 1000

// The sockets of each open program: what one holds ends with it.
const open = new WeakMap<object, Map<number, WebSocket>>();

export const sockets: Abilities = {
  connectSocket(context, arg) {
    const mine = socketsOf(context);
    if (mine.size >= SOCKETS_MAX) refuse('connectSocket', 'the max number of websocket is 5', 600002);
    const id = read.number(arg, 'id', 0, 1, 1e9);
    const url = read.text(arg, 'url', 8_000);
    if (!/^wss?:\/\//i.test(url)) refuse('connectSocket', 'invalid url', 600003);
    const made = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/bridge/socket`);
    made.binaryType = 'arraybuffer';
    mine.set(id, made);
    const hello: Omit<SocketHello, 'session'> = {
      url,
      header: headers(arg['header']),
      protocols: read.texts(arg, 'protocols', 10, 100),
      timeout: read.number(arg, 'timeout', REQUEST_TIMEOUT_MS, 1, REQUEST_TIMEOUT_MS),
    };
    made.onopen = async () => {
      const session = await context.session().catch(() => '');
      if (made.readyState === WebSocket.OPEN) made.send(JSON.stringify({ session, ...hello } satisfies SocketHello));
    };
    follow(context, mine, id, made);
    return {};
  },
  sendSocket(context, arg) {
    const [first] = context.bytes;
    const socket = socketsOf(context).get(read.number(arg, 'id', 0, 1, 1e9));
    if (socket?.readyState !== WebSocket.OPEN) return refuse('sendSocketMessage', 'socket is not connected', 600005);
    socket.send(first ?? String(arg['data'] ?? ''));
    return {};
  },
  closeSocket(context, arg) {
    const socket = socketsOf(context).get(read.number(arg, 'id', 0, 1, 1e9));
    const code = read.number(arg, 'code', 1000, 1000, 4999);
    socket?.close(code === 1000 || code >= 3000 ? code : 1000, read.text(arg, 'reason', 120));
    return {};
  },
};

function socketsOf(context: Context): Map<number, WebSocket> {
  const key = context.layer;
  const known = open.get(key);
  if (known) return known;
  const made = new Map<number, WebSocket>();
  open.set(key, made);
  context.onEnd(() => {
    for (const socket of made.values()) socket.close(1000);
    open.delete(key);
  });
  return made;
}

function follow(context: Context, mine: Map<number, WebSocket>, id: number, socket: WebSocket): void {
  const tell = (what: string, detail: JsonObject): void => context.notify('socket', { id, what, ...detail });
  let opened = false;
  socket.onmessage = ({ data }) => {
    if (opened) tell('message', typeof data === 'string' ? { data } : { base64: base64Of(data as ArrayBuffer) });
    else {
      opened = true;
      tell('open', { protocol: protocolOf(data) });
    }
  };
  socket.onclose = ({ code, reason }) => {
    mine.delete(id);
    if (!opened) tell('error', { errMsg: code === REFUSED ? reason : 'connection failed' });
    tell('close', { code: code === NO_CODE ? 1000 : code, reason });
  };
}

function protocolOf(data: unknown): string {
  try {
    const { opened } = JSON.parse(String(data)) as { opened?: { protocol?: unknown } };
    return String(opened?.protocol ?? '');
  } catch {
    return '';
  }
}
