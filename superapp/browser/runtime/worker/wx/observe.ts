// Intersection observers. The view watches; a program hears the first status when it differs from the initial ratio, and
// each crossing of a threshold after that.

import type { Element } from 'glass-easel';
import { isObject } from '../../protocol/json.ts';
import type { DrawnNode } from '../backend/node.ts';
import type { Options } from './settle.ts';

type Root = { querySelector(selector: string): Element | null; querySelectorAll(selector: string): Element[] };
export type Observed = { _$: { getShadowRoot(): Root | null } };
type Listener = (status: Options) => void;

export class IntersectionObserver {
  private readonly at: Observed | undefined;
  private readonly options: Options;
  private relative: string | null = null;
  private margin = '0px';
  private watching: { disconnect(): void }[] = [];

  constructor(at: Observed | undefined, options: unknown) {
    this.at = at;
    this.options = isObject(options) ? options : {};
  }

  relativeTo(selector: string, margins?: unknown): this {
    this.relative = String(selector);
    this.margin = marginOf(margins);
    return this;
  }
  relativeToViewport(margins?: unknown): this {
    this.relative = null;
    this.margin = marginOf(margins);
    return this;
  }

  observe(selector: string, listener: Listener): void {
    const root = this.at?._$.getShadowRoot();
    if (!root) return;
    const all = this.options.observeAll === true;
    const targets = all ? root.querySelectorAll(selector) : [root.querySelector(selector)];
    const relative = this.relative === null ? null : drawn(root.querySelector(this.relative));
    const given = this.options.thresholds;
    const thresholds = Array.isArray(given) && given.length > 0 ? given.map(Number) : [0];
    for (const target of targets) {
      const node = drawn(target);
      if (!node || !target) continue;
      let last: number | null = Number(this.options.initialRatio ?? 0);
      const seen = (status: { intersectionRatio: number }) => {
        const same = last === status.intersectionRatio;
        last = null;
        if (!same) listener({ ...status, id: target.id, dataset: target.dataset ?? {} });
      };
      this.watching.push(node.createIntersectionObserver(relative, this.margin, thresholds, seen));
    }
  }

  disconnect(): void {
    for (const one of this.watching) one.disconnect();
    this.watching = [];
  }
}

function drawn(element: Element | null): DrawnNode | null {
  return element ? (element.getBackendElement() as unknown as DrawnNode | null) : null;
}

function marginOf(given: unknown): string {
  const margins = isObject(given) ? given : {};
  return ['top', 'right', 'bottom', 'left'].map((side) => `${Number(margins[side]) || 0}px`).join(' ');
}
