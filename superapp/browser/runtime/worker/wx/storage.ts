// Storage. Everything is read from a snapshot that came with the launch, so the Sync functions need no trick; writes
// change the snapshot at once and travel to the host as soon as the handler is over, several of one together, and ahead
// of whatever the handler asks the host after them.

import { STORAGE_BYTES_MAX, STORAGE_KEY_BYTES_MAX } from '../../protocol/limits.ts';
import { onBeforeCall, tell } from '../bridge.ts';
import { soon } from '../natives.ts';
import { api, Failure, type Options } from './settle.ts';

const size = new TextEncoder();

export function storage(snapshot: { [key: string]: string }) {
  const kept = new Map(Object.entries(snapshot));
  const dirty = new Set<string>();
  let cleared = false;
  let scheduled = false;
  let bytes = [...kept].reduce((sum, [key, text]) => sum + bytesOf(key, text), 0);

  const flush = () => {
    scheduled = false;
    if (cleared) tell('clearStorage', {});
    cleared = false;
    for (const key of dirty) {
      const data = kept.get(key);
      if (data === undefined) tell('removeStorage', { key });
      else tell('setStorage', { key, data });
    }
    dirty.clear();
  };
  onBeforeCall(() => scheduled && flush());
  const changed = () => {
    if (!scheduled) soon(flush);
    scheduled = true;
  };
  const get = (key: unknown): unknown => {
    const text = kept.get(keyOf(key));
    return text === undefined ? undefined : decode(text);
  };
  const set = (given: unknown, value: unknown) => {
    const key = keyOf(given);
    const text = encode(value);
    const [now, before] = [bytesOf(key, text), bytesOf(key, kept.get(key))];
    if (now > STORAGE_KEY_BYTES_MAX) throw new Failure('entry size limit reached');
    if (bytes - before + now > STORAGE_BYTES_MAX) throw new Failure('storage limit exceeded');
    bytes += now - before;
    kept.set(key, text);
    dirty.add(key);
    changed();
  };
  const remove = (given: unknown) => {
    const key = keyOf(given);
    if (!kept.has(key)) return;
    bytes -= bytesOf(key, kept.get(key));
    kept.delete(key);
    dirty.add(key);
    changed();
  };
  const clear = () => {
    kept.clear();
    dirty.clear();
    bytes = 0;
    cleared = true;
    changed();
  };
  const setAll = (kvList: unknown) => {
    for (const [key, value] of pairs(kvList)) set(key, value);
  };
  const info = () => ({
    keys: [...kept.keys()],
    currentSize: Math.ceil(bytes / 1024),
    limitSize: STORAGE_BYTES_MAX / 1024,
  });
  const found = (options: Options) => {
    const data = get(options['key']);
    if (data === undefined) throw new Failure('data not found');
    return { data };
  };
  return {
    getStorage: api('getStorage', found),
    setStorage: api('setStorage', (options) => set(options['key'], options['data'])),
    removeStorage: api('removeStorage', (options) => remove(options['key'])),
    clearStorage: api('clearStorage', clear),
    getStorageInfo: api('getStorageInfo', info),
    getStorageSync: (key: unknown) => get(key) ?? (kept.has(String(key)) ? null : ''),
    setStorageSync: (key: unknown, value: unknown) => sync('setStorageSync', () => set(key, value)),
    removeStorageSync: (key: unknown) => sync('removeStorageSync', () => remove(key)),
    clearStorageSync: clear,
    getStorageInfoSync: info,
    batchSetStorage: api('batchSetStorage', (options) => setAll(options.kvList)),
    batchGetStorage: api('batchGetStorage', (options) => ({ dataList: list(options['keyList']).map(get) })),
    batchSetStorageSync: setAll,
    batchGetStorageSync: (keyList: unknown) => list(keyList).map((key) => get(key) ?? ''),
  };
}

function sync(name: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Error(`${name}:fail ${error instanceof Error ? error.message : error}`);
  }
}

function keyOf(key: unknown): string {
  if (typeof key !== 'string' || key === '') throw new Failure('parameter error: parameter.key should be String');
  return key;
}

// Dates and undefined have no JSON of their own; both keep what programs see on the platform.
function encode(value: unknown): string {
  return JSON.stringify(value === undefined ? '' : value) ?? '""';
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bytesOf(key: string, text: string | undefined): number {
  return text === undefined ? 0 : size.encode(key).length + size.encode(text).length;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function pairs(value: unknown): [unknown, unknown][] {
  return list(value).map((one) => [(one as Options)['key'], (one as Options)['value']]);
}
