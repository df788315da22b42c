// The worker's end of its port to the host: calls and their answers, log lines, page changes. Program code cannot reach
// the port by name; and if it could, the host reads nothing it has not checked.

import { type Json, type JsonObject, toJson } from '../protocol/json.ts';
import type { HostEvent, HostToWorker, PageShown, Refusal, WorkerToHost } from '../protocol/messages.ts';

export type Exchanged = { ok: JsonObject; bytes: ArrayBuffer[] };
type Call = { done(answer: Exchanged): void; failed(refused: Refusal): void };

const calls = new Map<number, Call>();
const listeners = new Map<HostEvent, ((detail: JsonObject) => void)[]>();
const early: WorkerToHost[] = [];
let lastCall = 0;
let port: MessagePort | null = null;
let goTo: (how: string, path: string) => void = () => undefined;
let beforeCall = () => {};

export function connect(given: MessagePort): void {
  port = given;
  port.onmessage = (event) => received(event.data as HostToWorker);
  for (const message of early.splice(0)) send(message);
}

export function send(message: WorkerToHost): void {
  if (!port) early.push(message);
  else if (message.kind === 'call' && message.bytes) port.postMessage(message, message.bytes);
  else port.postMessage(message);
}

/** Asks the host; the promise fails with the refusal's {errno, errMsg}. */
export function callHost(api: string, arg: unknown = {}): Promise<JsonObject> & { id: number } {
  const { id, answer } = exchange(api, arg);
  return Object.assign(
    answer.then(({ ok }) => ok),
    { id },
  );
}

/** The same with files: `bytes` are moved to the host, so they are gone here. */
export function exchange(api: string, arg: unknown, bytes?: ArrayBuffer[]): { id: number; answer: Promise<Exchanged> } {
  beforeCall();
  const id = ++lastCall;
  const answer = new Promise<Exchanged>((done, failed) => {
    calls.set(id, { done, failed });
    send({ kind: 'call', id, api, arg: toJson(arg), ...(bytes ? { bytes } : {}) });
  });
  return { id, answer };
}

export function abortCall(id: number): void {
  if (calls.has(id)) send({ kind: 'abort', id });
}

export function tell(api: string, arg: Json): void {
  send({ kind: 'call', id: ++lastCall, api, arg });
}

export function showPage(page: PageShown): void {
  send({ kind: 'page', page });
}

export function onHost(name: HostEvent, listener: (detail: JsonObject) => void): void {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

/** What was written goes ahead of what is asked after it. */
export function onBeforeCall(listener: () => void): void {
  beforeCall = listener;
}

export function onGo(listener: (how: string, path: string) => void): void {
  goTo = listener;
}

function received(message: HostToWorker): void {
  switch (message.kind) {
    case 'reply':
    case 'refused': {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.kind === 'reply') call?.done({ ok: message.ok, bytes: message.bytes ?? [] });
      else call?.failed(message.refused);
      return;
    }
    case 'ping':
      send({ kind: 'pong', n: message.n });
      return;
    case 'go':
      goTo(message.how, message.path);
      return;
    case 'event':
      for (const listener of listeners.get(message.name) ?? []) listener(message.detail);
      return;
    default:
      message satisfies never;
  }
}
