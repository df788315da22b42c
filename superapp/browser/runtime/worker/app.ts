// The program's App: one object that getApp() always returns, also while app.js still runs or after it failed. Its
// hooks run in the documented order, and the wx.on… listeners of the same moments after them.

import { isObject } from '../protocol/json.ts';
import type { Query } from '../protocol/messages.ts';
import { report, uncaught } from './console.ts';

export type Enter = { path: string; query: Query; scene: number; referrerInfo: object; shareTicket?: string };
type Listener = (argument: unknown) => void;

const instance: Record<string, unknown> = {};
const listeners = new Map<string, Set<Listener>>();

export function App(definition: unknown): void {
  if (!isObject(definition)) return;
  for (const [key, value] of Object.entries(definition)) {
    instance[key] = typeof value === 'function' ? value.bind(instance) : value;
  }
}

export function getApp(): Record<string, unknown> {
  return instance;
}

export function callApp(hook: string, argument: unknown): boolean {
  const method = instance[hook];
  let heard = false;
  if (typeof method === 'function') {
    heard = true;
    try {
      method(argument);
    } catch (error) {
      report(`App ${hook}`, error);
    }
  }
  for (const listener of listeners.get(hook) ?? []) {
    heard = true;
    try {
      listener(argument);
    } catch (error) {
      report(`wx.${hook}`, error);
    }
  }
  return heard;
}

/** wx.onAppShow(f) hears with App.onShow, and so on. */
export function hear(hook: string, listener: unknown): void {
  if (typeof listener !== 'function') return;
  listeners.set(hook, (listeners.get(hook) ?? new Set()).add(listener as Listener));
}

export function unhear(hook: string, listener: unknown): void {
  if (typeof listener === 'function') listeners.get(hook)?.delete(listener as Listener);
  else listeners.delete(hook);
}

export function hookErrors(): void {
  let reporting = false; // an onError that throws must not call itself
  uncaught.error = (text) => {
    if (reporting) return;
    reporting = true;
    try {
      callApp('onError', text);
    } finally {
      reporting = false;
    }
  };
  uncaught.rejection = (reason, promise) => {
    callApp('onUnhandledRejection', { reason, promise });
  };
}
