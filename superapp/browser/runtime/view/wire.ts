// What the built-ins use to speak to the worker, and where package files lie. Set once at boot; a restart only changes
// the worker behind it.

import { addressOf as address, ledThrough } from '../protocol/addresses.ts';
import type { Json, JsonObject } from '../protocol/json.ts';
import type { ViewToWorker } from '../protocol/messages.ts';
import { idOf } from './nodes.ts';

let to: (message: ViewToWorker) => void = () => undefined;
let base = '/';
let media = '/';
const handedIn = new Map<string, string>(); // address -> where the picture is in this document

/** pictures: of the package, by path, where none can be fetched. */
export function connect(
  send: (message: ViewToWorker) => void,
  packageBase: string,
  mediaBase: string,
  pictures: { [path: string]: Blob },
): void {
  to = send;
  base = packageBase;
  media = mediaBase;
  for (const [path, picture] of Object.entries(pictures)) handedIn.set(base + path, URL.createObjectURL(picture));
}

export function toWorker(message: ViewToWorker): void {
  to(message);
}

/** An event of a component; `model` names values that two-way bindings write back. */
export function emit(target: HTMLElement, type: string, detail: Json = {}, model?: JsonObject, bubbles = false): void {
  const id = idOf(target);
  if (id) to({ kind: 'event', id, event: { type, detail, bubbles, composed: bubbles, ...(model ? { model } : {}) } });
}

/** The address of what a program means: a file of its package, data, or something elsewhere that the host fetches. */
export function addressOf(src: string): string {
  const wanted = address(src, base, media);
  return handedIn.get(wanted) ?? wanted;
}

/** A style text whose addresses elsewhere are led through the host. */
export function styleOf(css: string): string {
  return css.includes('//') ? ledThrough(css, media) : css;
}
