// glass-easel leaves the `ready` lifetime to its user. Each component that was attached gets it once the view has been
// told to draw: children before their parents, as on the platform.

import type { CodeSpace } from 'glass-easel-miniprogram-adapter';
import { later } from './natives.ts';

type Node = { triggerLifetime(name: string, args: unknown[]): void; getComposedParent(): Node | null };

let waiting: Node[] = [];

export function installReady(space: CodeSpace): void {
  const behavior = space.getComponentSpace().defineBehavior({
    lifetimes: {
      attached() {
        const self = this as unknown as { _$?: Node };
        if (waiting.length === 0) later(run, 0);
        waiting.push(self._$ ?? (self as unknown as Node));
      },
    },
  });
  space.setOverallBehavior(behavior as never);
}

function run(): void {
  const attached = waiting;
  waiting = [];
  for (const node of childrenFirst(attached)) node.triggerLifetime('ready', []);
}

/** Parents come before children in the order of attaching; a stack by depth turns that round and keeps siblings. */
function childrenFirst(nodes: Node[]): Node[] {
  const out: Node[] = [];
  const open: { node: Node; depth: number }[] = [];
  for (const node of nodes) {
    const depth = depthOf(node);
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) out.push((open.pop() as { node: Node }).node);
    open.push({ node, depth });
  }
  return [...out, ...open.reverse().map((one) => one.node)];
}

function depthOf(node: Node): number {
  let depth = 0;
  for (let at = node.getComposedParent(); at; at = at.getComposedParent()) depth++;
  return depth;
}
