// Storage writes of a program: the worker has applied them to its snapshot; here they reach the server, in order.

import { read } from '../../protocol/validate.ts';
import type { Abilities } from './ability.ts';

let last: Promise<unknown> = Promise.resolve();

/** One after the other, so that the last write of a key is the one that stays. */
function inOrder<T>(run: () => Promise<T>): Promise<T> {
  const next = last.then(run, run);
  last = next.catch(() => undefined);
  return next;
}

export const storage: Abilities = {
  setStorage: ({ server }, arg) =>
    inOrder(() => server('setStorage', { key: read.text(arg, 'key', 1_024), data: String(arg['data'] ?? '""') })),
  removeStorage: ({ server }, arg) => inOrder(() => server('removeStorage', { key: read.text(arg, 'key', 1_024) })),
  clearStorage: ({ server }) => inOrder(() => server('clearStorage', {})),
};
