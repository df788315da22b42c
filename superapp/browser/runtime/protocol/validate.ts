// Names what arrives from the sandbox. The host calls it for everything a worker or a view sends; nothing else in the
// host touches an unnamed value. A message that fits no line of the union is dropped and counted by the caller.

import { isObject, type Json, type JsonObject } from './json.ts';
import { ARGUMENT_CHARS_MAX, CALL_BYTES_MAX, CALL_FILES_MAX, LOG_CHARS_MAX, TEXT_CHARS_MAX } from './limits.ts';
import type { LogLevel, PageShown, ViewNotice, WorkerToHost } from './messages.ts';

const LEVELS: readonly string[] = ['debug', 'log', 'info', 'warn', 'error'];
const API = /^[a-zA-Z][a-zA-Z0-9.]{0,63}$/;

export function workerMessage(value: unknown): WorkerToHost | null {
  if (!isObject(value)) return null;
  switch (value['kind']) {
    case 'call': {
      const { id, api } = value;
      if (!isId(id) || typeof api !== 'string' || !API.test(api)) return null;
      const [arg, bytes] = [smallJson(value['arg']), files(value['bytes'])];
      return arg === undefined || bytes === null ? null : { kind: 'call', id, api, arg, bytes };
    }
    case 'abort':
      return isId(value['id']) ? { kind: 'abort', id: value['id'] } : null;
    case 'page': {
      const page = pageShown(value['page']);
      return page && { kind: 'page', page };
    }
    case 'ready':
      return { kind: 'ready', path: short(value['path'], 512) };
    case 'log': {
      const { level, text } = value;
      if (typeof level !== 'string' || !LEVELS.includes(level) || typeof text !== 'string') return null;
      const [at, uncaught] = [short(value['at'], 512), value['uncaught'] === true];
      return { kind: 'log', level: level as LogLevel, text: text.slice(0, LOG_CHARS_MAX), at, uncaught };
    }
    case 'pong':
      return typeof value['n'] === 'number' ? { kind: 'pong', n: value['n'] } : null;
    default:
      return null;
  }
}

export function viewNotice(value: unknown): ViewNotice | null {
  if (!isObject(value)) return null;
  switch (value['kind']) {
    case 'started':
      return { kind: 'started' };
    case 'refused':
      return { kind: 'refused', count: Number(value['count']) || 0, first: short(value['first'], 300) };
    case 'flood':
      return { kind: 'flood', reason: short(value['reason'], 100) };
    case 'error':
      return { kind: 'error', text: short(value['text'], LOG_CHARS_MAX) };
    case 'key':
      return value['key'] === 'k' || value['key'] === '?' ? { kind: 'key', key: value['key'] } : null;
    default:
      return null;
  }
}

/** Files of a call, within their bounds; null: no such list. */
function files(value: unknown): ArrayBuffer[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > CALL_FILES_MAX) return null;
  const list = value.filter((one): one is ArrayBuffer => one instanceof ArrayBuffer);
  const bytes = list.reduce((sum, one) => sum + one.byteLength, 0);
  return list.length === value.length && bytes <= CALL_BYTES_MAX ? list : null;
}

function pageShown(value: unknown): PageShown | null {
  if (!isObject(value)) return null;
  return {
    path: short(value['path'], 512),
    query: short(value['query'], 4_096),
    depth: Math.max(1, Math.min(99, Number(value['depth']) || 1)),
    title: short(value['title'], 200),
    textStyle: value['textStyle'] === 'white' ? 'white' : 'black',
    background: colour(value['background']),
    custom: value['custom'] === true,
    tab: Number.isInteger(value['tab']) ? (value['tab'] as number) : -1,
    shares: value['shares'] === true,
    home: value['home'] !== false,
  };
}

/** A colour in the hexadecimal form that programs use; anything else is no colour. */
export function colour(value: unknown): string {
  return typeof value === 'string' && /^#[0-9a-fA-F]{3,8}$/.test(value) ? value : '';
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

export function short(value: unknown, chars: number): string {
  return typeof value === 'string' ? value.slice(0, chars) : '';
}

/** The value as JSON within the argument bound, or undefined. */
function smallJson(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value ?? null);
    return text.length > ARGUMENT_CHARS_MAX ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

// Argument readers for the host's abilities: each gives a value of the type it names, whatever was sent.
export const read = {
  object: (arg: Json): JsonObject => (isObject(arg) ? (arg as JsonObject) : {}),
  text: (arg: JsonObject, name: string, chars = 2_000): string => short(textual(arg[name]), chars),
  flag: (arg: JsonObject, name: string, fallback = false): boolean =>
    name in arg && arg[name] !== null ? Boolean(arg[name]) : fallback,
  number: (arg: JsonObject, name: string, fallback: number, low: number, high: number): number => {
    const value = Number(arg[name] ?? fallback);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : fallback;
  },
  texts: (arg: JsonObject, name: string, many: number, chars = 200): string[] => {
    const list = arg[name];
    return Array.isArray(list) ? list.slice(0, many).map((one) => short(textual(one), chars)) : [];
  },
  colour: (arg: JsonObject, name: string): string => colour(arg[name]),
  bounded: (text: string): string => text.slice(0, TEXT_CHARS_MAX),
};

function textual(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
