// What a program has stored, as far as the host page saw it go by: a restarted program starts from what it has stored
// since it was opened.

import { isObject } from '../protocol/json.ts';

export type Stored = { [key: string]: string };

export function isWrite(api: string): boolean {
  return api === 'setStorage' || api === 'removeStorage' || api === 'clearStorage';
}

export function storedAfter(stored: Stored, api: string, arg: unknown): Stored {
  if (api === 'clearStorage') return {};
  const { key, data } = isObject(arg) ? arg : {};
  if (typeof key !== 'string') return stored;
  if (api === 'setStorage' && typeof data === 'string') return { ...stored, [key]: data };
  if (api !== 'removeStorage') return stored;
  const { [key]: _gone, ...kept } = stored;
  return kept;
}
