// The view's table of nodes. Ids come from the worker, which is not trusted: an unknown id, a second use of one, or more
// nodes than the bound is refused. Elements remember their id for events.

import { NODES_MAX } from '../protocol/limits.ts';
import type { NodeId } from '../protocol/ops.ts';

/** Not an Error: a flood of refusals must not collect stacks. */
export class OpRefused {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

let table = new Map<NodeId, Node>();
const ids = new WeakMap<Node, NodeId>();

export function keep(id: unknown, node: Node): void {
  if (!Number.isSafeInteger(id) || (id as number) <= 0 || table.has(id as number)) throw new OpRefused('id');
  if (table.size >= NODES_MAX) throw new OpRefused('too many nodes');
  table.set(id as number, node);
  ids.set(node, id as number);
}

export function get(id: unknown): Node {
  const node = table.get(id as number);
  if (!node) throw new OpRefused('no such node');
  return node;
}

export function element(id: unknown): HTMLElement {
  const node = get(id);
  if (!(node instanceof HTMLElement)) throw new OpRefused('not an element');
  return node;
}

export function forget(id: unknown): void {
  table.delete(id as number);
}

export function idOf(node: Node | null): NodeId {
  return node ? (ids.get(node) ?? 0) : 0;
}

/** The nearest element above (or the node itself) that the worker made. */
export function known(node: Node | null): HTMLElement | null {
  for (let at = node; at; at = at.parentNode) {
    const id = ids.get(at);
    if (id && at instanceof HTMLElement && table.get(id) === at) return at;
  }
  return null;
}

export function forgetAll(): void {
  table = new Map();
}
