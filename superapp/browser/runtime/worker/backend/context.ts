// glass-easel's composed-backend context: creates drawn nodes, sends each style sheet once, and hands events that come
// back from the view to the component tree. One per worker; the pages of a program share it.

import { type Element, Event, type EventOptions } from 'glass-easel';
import { isObject } from '../../protocol/json.ts';
import type { Surroundings, ViewEvent } from '../../protocol/messages.ts';
import { later } from '../natives.ts';
import { DrawnNode, nodes } from './node.ts';
import { op } from './recorder.ts';

const COMPOSED = 2;
// The tag glass-easel uses for the host element of a component.
const HOST = 'wx-x';

export class DrawnContext {
  readonly mode = COMPOSED;
  readonly root = new DrawnNode((id) => ['root', id]);
  surroundings: Surroundings;
  private readonly sheets = new Map<string, string>();
  private readonly shown = new Set<string>();

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  destroy(): void {}
  getWindowWidth(): number {
    return this.surroundings.width;
  }
  getWindowHeight(): number {
    return this.surroundings.height;
  }
  getDevicePixelRatio(): number {
    return this.surroundings.pixelRatio;
  }
  getTheme(): string {
    return this.surroundings.theme;
  }
  registerStyleSheetContent(path: string, content: unknown): void {
    this.sheets.set(path, String(content));
  }
  appendStyleSheetPath(path: string): number {
    if (!this.shown.has(path)) {
      this.shown.add(path);
      const text = this.sheets.get(path);
      if (text) op(['css', 0, text]);
    }
    return 0;
  }
  disableStyleSheet(): void {}
  render(done: (error: Error | null) => void): void {
    later(() => done(null), 0);
  }
  getRootNode(): DrawnNode {
    return this.root;
  }
  createElement(logicalName: string, stylingName: string): DrawnNode {
    if (logicalName === HOST) return new DrawnNode((id) => ['h', id, stylingName]);
    return new DrawnNode((id) => ['c', id, logicalName]);
  }
  createTextNode(text: string): DrawnNode {
    return new DrawnNode((id) => ['t', id, text]);
  }
  createFragment(): DrawnNode {
    return new DrawnNode((id) => ['f', id]);
  }
  onEvent(): void {}
}

/** Gives an event of the view to the component tree: two-way bindings first, then listeners, capture before bubble. */
export function dispatch(id: number, seen: ViewEvent, enrich: (target: Element, seen: ViewEvent) => void): void {
  const node = nodes.get(id);
  node?.heard?.(seen.type, seen.detail);
  const target = node?.__wxElement;
  if (!node || !target) return;
  if (isObject(seen.model)) {
    for (const [attribute, value] of Object.entries(seen.model)) node.models?.[attribute]?.(value);
  }
  enrich(target, seen);
  const options: EventOptions = { bubbles: seen.bubbles, composed: seen.composed, capturePhase: true };
  if (seen.touches) options.extraFields = { touches: seen.touches, changedTouches: seen.changedTouches ?? [] };
  Event.dispatchEvent(target, new Event(seen.type, seen.detail, options));
}
