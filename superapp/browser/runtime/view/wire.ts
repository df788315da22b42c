// What the built-ins use to speak to the worker, and where package files lie. Set once at boot; a restart only changes
// the worker behind it.

import type { Json, JsonObject } from '../protocol/json.ts';
import type { ViewToWorker } from '../protocol/messages.ts';
import { idOf } from './nodes.ts';

let to: (message: ViewToWorker) => void = () => undefined;
let base = '/';

export function connect(send: (message: ViewToWorker) => void, packageBase: string): void {
  to = send;
  base = packageBase;
}

export function toWorker(message: ViewToWorker): void {
  to(message);
}

/** An event of a component; `model` names values that two-way bindings write back. */
export function emit(target: HTMLElement, type: string, detail: Json = {}, model?: JsonObject, bubbles = false): void {
  const id = idOf(target);
  if (id) to({ kind: 'event', id, event: { type, detail, bubbles, composed: bubbles, ...(model ? { model } : {}) } });
}

/** The address a program means: a file of its package, or data. Others stay as written; the policy blocks them. */
export function addressOf(src: string): string {
  return /^([a-zA-Z][\w+.-]*:|\/\/)/.test(src) ? src : base + src.replace(/^\/+/, '');
}
