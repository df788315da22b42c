// wx.connectSocket and the SocketTask; the older functions of one socket beside it.

import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { Kit, Options } from '../kit.ts';

type Listener = (told: Options) => void;
const MOMENTS = ['Open', 'Message', 'Close', 'Error'] as const;
type Moment = (typeof MOMENTS)[number];
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];

export function sockets(kit: Kit) {
  const tasks = new Map<number, Task>();
  const older = new Map<Moment, Listener>();
  let [last, current]: [number, Task | null] = [0, null];

  kit.onHost('socket', ({ id, what, ...detail }) => {
    const task = tasks.get(Number(id));
    if (!task) return;
    const moment = `${String(what)[0]?.toUpperCase()}${String(what).slice(1)}` as Moment;
    const told = task.heard(moment, detail);
    if (moment === 'Close') tasks.delete(task.id);
    if (task !== current) return;
    try {
      older.get(moment)?.(told);
    } catch (error) {
      kit.report(`wx.onSocket${moment}`, error);
    }
  });

  const members: Record<string, unknown> = {
    connectSocket(given: unknown) {
      const options = isObject(given) ? given : {};
      const task = new Task(kit, ++last);
      tasks.set(task.id, task);
      current = task;
      const outcome = kit.api('connectSocket', async ({ url, header, protocols, timeout }) => {
        try {
          await kit.callHost('connectSocket', { id: task.id, url, header, protocols, timeout });
        } catch (error) {
          tasks.delete(task.id);
          task.heard('Error', { errMsg: String(kit.refusal('connectSocket', error)['errMsg']) });
          throw error;
        }
        return { socketTaskId: String(task.id) };
      })(options);
      if (outcome instanceof Promise) outcome.catch(() => undefined);
      return task;
    },
    sendSocketMessage: (given: unknown) => (current ? current.send(given) : missing(kit, 'sendSocketMessage', given)),
    closeSocket: (given: unknown) => (current ? current.close(given) : missing(kit, 'closeSocket', given)),
  };
  for (const moment of MOMENTS) members[`onSocket${moment}`] = (listener: Listener) => void older.set(moment, listener);
  return members;
}

function missing(kit: Kit, name: string, given: unknown): unknown {
  return kit.api(name, () => {
    throw kit.failure('WebSocket is not connected');
  })(given);
}

class Task {
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  readyState = CONNECTING;
  errMsg = '';
  readonly id: number;
  private readonly kit: Kit;
  private readonly listeners = new Map<Moment, Set<Listener>>();

  constructor(kit: Kit, id: number) {
    this.kit = kit;
    this.id = id;
  }

  send(given: unknown): unknown {
    return this.kit.api('sendSocketMessage', async ({ data }) => {
      if (this.readyState !== OPEN) throw this.kit.failure('SocketTask.readyState is not OPEN');
      const binary = data instanceof ArrayBuffer ? [data.slice(0)] : undefined;
      const sent = binary ? {} : { data: typeof data === 'string' ? data : JSON.stringify(data ?? '') };
      return (await this.kit.exchange('sendSocket', { id: this.id, ...sent }, binary).answer).ok;
    })(given);
  }
  close(given?: unknown): unknown {
    return this.kit.api('closeSocket', ({ code, reason }) => {
      if (this.readyState < CLOSING) this.readyState = CLOSING;
      return this.kit.callHost('closeSocket', { id: this.id, code: code ?? 1000, reason: reason ?? '' });
    })(given);
  }
  onOpen = (listener: Listener): void => this.listen('Open', listener);
  onMessage = (listener: Listener): void => this.listen('Message', listener);
  onClose = (listener: Listener): void => this.listen('Close', listener);
  onError = (listener: Listener): void => this.listen('Error', listener);

  heard(moment: Moment, detail: JsonObject): Options {
    if (moment === 'Open') this.readyState = OPEN;
    if (moment === 'Close') this.readyState = CLOSED;
    const told: Options = this.told(moment, detail);
    for (const listener of this.listeners.get(moment) ?? []) {
      try {
        listener(told);
      } catch (error) {
        this.kit.report(`SocketTask.on${moment}`, error);
      }
    }
    return told;
  }

  private told(moment: Moment, detail: JsonObject): Options {
    if (moment === 'Open') return { header: {}, profile: {}, protocol: detail['protocol'] };
    if (moment !== 'Message') return detail;
    return { data: typeof detail['base64'] === 'string' ? this.kit.bytesOf(detail['base64']) : detail['data'] };
  }
  private listen(moment: Moment, listener: Listener): void {
    if (typeof listener !== 'function') return;
    this.listeners.set(moment, (this.listeners.get(moment) ?? new Set()).add(listener));
  }
}
