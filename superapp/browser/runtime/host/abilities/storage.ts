// Storage writes of a program: the worker has applied them to its snapshot; here they are handed on to the server
// (host/writes.ts). Nobody waits for the answer.

import { read } from '../../protocol/validate.ts';
import type { Abilities } from './ability.ts';

export const storage: Abilities = {
  setStorage: ({ writes }, arg) => {
    writes.set(read.text(arg, 'key', 1_024), String(arg['data'] ?? '""'));
    return {};
  },
  removeStorage: ({ writes }, arg) => {
    writes.set(read.text(arg, 'key', 1_024), null);
    return {};
  },
  clearStorage: ({ writes }) => {
    writes.clearAll();
    return {};
  },
};
