// The hooks that compiled templates call for WXS: __wxsProp wraps change:prop listeners, __wxsEvent wraps event
// handlers, __wxsFault hears what an expression threw. Installed before view.js runs, because its prelude reads them once. A handler gets a descriptor of the
// component (the platform's ComponentDescriptor), never the component itself.

import type { Element } from 'glass-easel';
import { isObject } from '../protocol/json.ts';
import type { DrawnNode } from './backend/node.ts';
import { report } from './console.ts';
import { plainEvent } from './events.ts';
import { later } from './natives.ts';

type Internal = Element & {
  getShadowRoot?(): Internal | null;
  getMethodCaller?(): Record<string, unknown>;
  querySelector?(s: string): Internal | null;
  querySelectorAll?(s: string): Internal[];
};
type Descriptor = Record<string, (...args: never[]) => unknown>;
type Handler = (this: unknown, ...args: unknown[]) => unknown;

const descriptors = new WeakMap<object, Descriptor>();
const states = new WeakMap<object, Record<string, unknown>>();

export function installWxsHooks(): void {
  Object.assign(globalThis, {
    __wxsFault: (error: unknown) => report('wxs', error),
    // A change listener may run while its host is being created, before selectComponent finds anything: after that.
    __wxsProp: (listener: Handler) => (now: unknown, before: unknown, host: unknown, element: unknown) =>
      later(() => {
        try {
          listener.call(null, now, before, describe(host), describe(element));
        } catch (error) {
          report('wxs change listener', error);
        }
      }, 0),
    // path[0] is 0 for a handler that came from data; 1 or 2 for one from WXS. An expression (`a || wxs.move`) has none.
    __wxsEvent: (
      host: unknown,
      event: Record<string, unknown>,
      handler: Handler,
      path: unknown[] | null | undefined,
    ) => {
      if (path ? path[0] === 0 : isMethod(host, handler))
        return replaceInput(event, handler.call(host, plainEvent(event)));
      const seen = plainEvent(event);
      seen['instance'] = describe(event['currentTarget']);
      return handler.call(null, seen, describe(host));
    },
  });
}

function isMethod(host: unknown, handler: Handler): boolean {
  for (const name in host as Record<string, unknown>) {
    if ((host as Record<string, unknown>)[name] === handler) return true;
  }
  return false;
}

function describe(given: unknown): Descriptor | null {
  const element = inner(given);
  if (!element) return null;
  const known = descriptors.get(element);
  if (known) return known;
  const root = (): Internal => element.getShadowRoot?.() ?? element;
  const drawn = () => (element as unknown as { getBackendElement(): DrawnNode | null }).getBackendElement();
  const made: Descriptor = {
    selectComponent: (selector: string) => describe(root().querySelector?.(selector)),
    selectAllComponents: (selector: string) => (root().querySelectorAll?.(selector) ?? []).map(describe),
    setStyle(style: unknown) {
      for (const [name, value] of styleEntries(style)) drawn()?.setStyleProperty(dashed(name), value);
      return made;
    },
    addClass: (name: string) => classes(element, made, (list) => [...list, name]),
    removeClass: (name: string) => classes(element, made, (list) => list.filter((one) => one !== name)),
    hasClass: (name: string) => element.class.split(' ').includes(name),
    getDataset: () => element.dataset ?? {},
    getState() {
      const state = states.get(element) ?? {};
      states.set(element, state);
      return state;
    },
    callMethod(name: string, argument: unknown) {
      const caller = element.getMethodCaller?.() ?? {};
      const method = caller[name];
      if (typeof method === 'function') method.call(caller, argument);
    },
    triggerEvent: (name: string, detail: unknown) => element.triggerEvent(name, detail),
    getComputedStyle: () => ({}),
    getBoundingClientRect: () => ({}),
    requestAnimationFrame: (step: () => void) => later(step, 16),
    setTimeout: (step: () => void, ms: number) => later(step, ms),
    clearTimeout: (id: number) => clearTimeout(id),
  };
  descriptors.set(element, made);
  return made;
}

/** A handler of `input` may return the text to show instead, or {value, cursor}. */
function replaceInput(event: Record<string, unknown>, result: unknown): unknown {
  const given = typeof result === 'string' ? { value: result } : result;
  if (event['type'] !== 'input' || !isObject(given) || typeof given['value'] !== 'string') return result;
  const drawn = (inner(event['target']) as { getBackendElement?(): DrawnNode | null } | null)?.getBackendElement?.();
  const from = isObject(event['detail']) ? event['detail']['value'] : '';
  drawn?.setAttribute(':replaced', { from, ...given });
  return undefined;
}

// The adapter wraps elements of components; `_$` is glass-easel's own.
function inner(given: unknown): Internal | null {
  if (typeof given !== 'object' || given === null) return null;
  return ('_$' in given ? (given as { _$: Internal })._$ : given) as Internal;
}

function classes(element: Internal, made: Descriptor, change: (list: string[]) => string[]): Descriptor {
  element.class = change(element.class.split(' ').filter(Boolean)).join(' ');
  return made;
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function styleEntries(style: unknown): [string, unknown][] {
  if (typeof style === 'object' && style !== null) return Object.entries(style);
  return String(style ?? '')
    .split(';')
    .map((pair): [string, unknown] => [
      pair.slice(0, pair.indexOf(':')).trim(),
      pair.slice(pair.indexOf(':') + 1).trim(),
    ])
    .filter(([name]) => name !== '');
}
