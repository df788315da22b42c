// Collects drawing ops and sends one message per microtask. Everything that draws goes through `op`; the questions a
// program asks the view (rectangles, scroll positions, node fields) go through `ask` and come back by `answered`.

import type { Json } from '../../protocol/json.ts';
import { OPS_PER_MESSAGE_MAX } from '../../protocol/limits.ts';
import type { Ask, WorkerToView } from '../../protocol/messages.ts';
import type { NodeId, Op } from '../../protocol/ops.ts';
import { post, soon } from '../natives.ts';

let batch: Op[] = [];
let scheduled = false;
let lastQuestion = 0;
const questions = new Map<number, (value: Json) => void>();
const watches = new Map<number, (value: Json) => void>();

export const drawn = { ops: 0, messages: 0 };

export function op(one: Op): Op {
  batch.push(one);
  if (!scheduled) {
    scheduled = true;
    soon(flush);
  }
  return one;
}

/** Sends what is drawn so far; a question must arrive after the drawing it asks about. */
export function flush(): void {
  scheduled = false;
  const ops = batch;
  batch = [];
  for (let from = 0; from < ops.length; from += OPS_PER_MESSAGE_MAX) {
    const part = ops.length > OPS_PER_MESSAGE_MAX ? ops.slice(from, from + OPS_PER_MESSAGE_MAX) : ops;
    drawn.messages++;
    send({ kind: 'ops', ops: part });
  }
  drawn.ops += ops.length;
}

// A value in data may be something no message can carry (a function, a proxy): those travel as JSON.
function send(message: WorkerToView): void {
  try {
    post(message);
  } catch {
    if (message.kind === 'ops') post({ kind: 'ops', ops: message.ops.map(plainOp) });
  }
}

function plainOp(one: Op): unknown {
  try {
    return structuredClone(one);
  } catch {
    return one.map((part) => (typeof part === 'object' || typeof part === 'function' ? cloneable(part) : part));
  }
}

function cloneable(part: unknown): unknown {
  try {
    const text = JSON.stringify(part);
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function ask(what: Ask, id: NodeId, arg: Json, done: (value: Json) => void): void {
  if (scheduled) flush();
  const n = ++lastQuestion;
  questions.set(n, done);
  send({ kind: 'ask', n, id, what, arg });
}

export function answered(n: number, value: Json): void {
  const done = questions.get(n);
  questions.delete(n);
  done?.(value);
}

export function watch(
  id: NodeId,
  relative: NodeId,
  margin: string,
  thresholds: number[],
  seen: (value: Json) => void,
): { disconnect(): void } {
  if (scheduled) flush();
  const n = ++lastQuestion;
  watches.set(n, seen);
  send({ kind: 'watch', n, id, relative, margin, thresholds });
  return {
    disconnect() {
      if (watches.delete(n)) send({ kind: 'unwatch', n });
    },
  };
}

export function wasSeen(n: number, value: Json): void {
  watches.get(n)?.(value);
}
