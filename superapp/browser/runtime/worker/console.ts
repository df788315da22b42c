// The program's console: each line goes to the host, which prints it in the browser's console with the appid before
// it. Uncaught errors and rejections take the same way and reach App.onError and App.onUnhandledRejection.

import { LOG_CHARS_MAX } from '../protocol/limits.ts';
import type { LogLevel } from '../protocol/messages.ts';
import { send } from './bridge.ts';
import { listen } from './natives.ts';
import { ownPlace, readable } from './traces.ts';

const LEVELS: LogLevel[] = ['debug', 'log', 'info', 'warn', 'error'];

export const uncaught: { error(text: string): void; rejection(reason: unknown, promise: unknown): void } = {
  error: () => undefined,
  rejection: () => undefined,
};

let traced = false;

/** Each line says where it was written; it costs a stack for each. */
export function traceConsole(on: boolean): void {
  traced = on;
}

export function installConsole(): void {
  for (const level of LEVELS) {
    console[level] = (...parts: unknown[]) => say(level, parts);
  }
  // Told once, here; the browser would tell it again without the program's name.
  listen('error', (event) => {
    event.preventDefault();
    report('uncaught', (event as ErrorEvent).error ?? (event as ErrorEvent).message);
  });
  listen('unhandledrejection', (event) => {
    event.preventDefault();
    const { reason, promise } = event as PromiseRejectionEvent;
    say('error', ['unhandled rejection:', reason], true);
    uncaught.rejection(reason, promise);
  });
}

/** An error nobody caught: shown, forwarded, and told to App.onError. */
export function report(where: string, error: unknown): void {
  say('error', [`${where}:`, error], true);
  uncaught.error(error instanceof Error ? `${error.message}\n${readable(error.stack ?? '')}` : String(error));
}

function say(level: LogLevel, parts: unknown[], uncaught = false): void {
  const error = parts.find((one) => one instanceof Error);
  const at = error || traced ? ownPlace((error ?? new Error()).stack ?? '') : '';
  send({ kind: 'log', level, text: parts.map(legible).join(' ').slice(0, LOG_CHARS_MAX), at, uncaught });
}

function described(error: Error): string {
  const all = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  const own = all.filter((line) => ownPlace(line) !== '');
  // Frames of ours say something only when there are no others.
  const frames = (own.length > 0 ? own : all).map(readable);
  return [`${error.name}: ${error.message}`, ...frames.slice(0, 4).map((line) => line.trim())].join(' | ');
}

export function legible(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return described(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const seen = new Set<unknown>();
  try {
    return JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === 'function') return `[function ${part.name}]`;
      if (typeof part === 'bigint') return `${part}n`;
      if (typeof part !== 'object' || part === null) return part;
      if (seen.has(part)) return '[seen]';
      if (seen.size > 200) return '[…]';
      seen.add(part);
      return part;
    });
  } catch {
    return Object.prototype.toString.call(value);
  }
}
