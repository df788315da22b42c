// Which events somebody listens to: the frame sends touchmove and its like only when there is a reason, and knows which
// elements stop an event (catchtouchmove keeps the page from scrolling).

import { OpRefused } from './nodes.ts';

const wanted = new Set<string>();
const stopping = new WeakMap<HTMLElement, Set<string>>();

export function listening(target: HTMLElement, type: string, stops: boolean, most: number): void {
  wanted.add(type);
  if (!stops) return;
  const set = stopping.get(target) ?? new Set<string>();
  if (set.size >= most) throw new OpRefused('listeners');
  stopping.set(target, set.add(type));
}

export function isWanted(type: string): boolean {
  return wanted.has(type);
}

/** Some element from here up stops this event. */
export function isStopped(target: Node | null, type: string): boolean {
  for (let at = target; at; at = at.parentNode) {
    if (at instanceof HTMLElement && stopping.get(at)?.has(type)) return true;
  }
  return false;
}

export function forgetListeners(): void {
  wanted.clear();
}
