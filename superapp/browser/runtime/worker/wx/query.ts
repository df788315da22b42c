// Selector queries. glass-easel finds the nodes; the view measures them, one question a node.

import { Element } from 'glass-easel';
import { component as adapter } from 'glass-easel-miniprogram-adapter';
import { isObject, type Json } from '../../protocol/json.ts';
import type { DrawnNode } from '../backend/node.ts';
import { report } from '../console.ts';
import type { Stack } from '../pages/stack.ts';
import { IntersectionObserver, type Observed } from './observe.ts';
import type { Options } from './settle.ts';

type Found = Element & { collectMarks(): object };
type Component = {
  _$: Element & {
    getShadowRoot(): { querySelector(s: string): Found | null; querySelectorAll(s: string): Found[] } | null;
  };
};
type Ask = {
  at: Component | undefined;
  selector: string | null;
  single: boolean;
  fields: Options;
  done: ((result: unknown) => void) | undefined;
};
type Callback = (result: unknown) => void;

/** What a node is to a program beyond its measures: a canvas, the context of a video. May be a promise. */
export type NodeMaker = (node: DrawnNode, kind: 'node' | 'context') => unknown;
const makers = new Map<string, NodeMaker>();

/** Says what `.node()` and `.context()` give for a tag. */
export function provide(tag: string, make: NodeMaker): void {
  makers.set(tag, make);
}

const RECT = { id: true, dataset: true, rect: true, size: true };
const SCROLL = { id: true, dataset: true, scrollOffset: true };

export class SelectorQuery {
  private readonly asks: Ask[] = [];
  private at: Component | undefined;
  private readonly stack: Stack;

  constructor(stack: Stack, at?: Component) {
    this.stack = stack;
    this.at = at ?? (stack.top?.instance as unknown as Component | undefined);
  }
  in(component: Component): this {
    this.at = component;
    return this;
  }
  select(selector: string) {
    return this.nodes(String(selector), true);
  }
  selectAll(selector: string) {
    return this.nodes(String(selector), false);
  }
  selectViewport() {
    return this.nodes(null, true);
  }
  exec(done?: (results: unknown[]) => void): this {
    const results = this.asks.map(async (ask) => {
      const result = ask.selector === null ? await this.viewport(ask.fields) : await this.answer(ask, ask.selector);
      safely(ask.done, result);
      return result;
    });
    Promise.all(results).then((all) => safely(done as Callback | undefined, all));
    return this;
  }

  private nodes(selector: string | null, single: boolean) {
    const at = this.at;
    const add = (fields: Options, done?: Callback) => {
      this.asks.push({ at, selector, single, fields, done });
      return this;
    };
    return {
      fields: (fields: Options, done?: Callback) => add(isObject(fields) ? fields : {}, done),
      boundingClientRect: (done?: Callback) => add(RECT, done),
      scrollOffset: (done?: Callback) => add(SCROLL, done),
      context: (done?: Callback) => add({ context: true }, done),
      node: (done?: Callback) => add({ node: true }, done),
      ref: (done?: Callback) => add({}, done),
    };
  }

  private async answer(ask: Ask, selector: string): Promise<unknown> {
    let found = find(ask, selector);
    // What is not on a page yet is looked for after the turn that asked: a component may measure itself while it is made.
    if (!found.length || found.some((one) => !Element.isAttached(one))) {
      await undefined;
      found = find(ask, selector);
    }
    const all = await Promise.all(found.map((one) => measure(one, ask.fields)));
    return ask.single ? (all[0] ?? null) : all;
  }

  private async viewport(fields: Options): Promise<unknown> {
    const holder = this.stack.top?.holder;
    return holder ? { ...(await fieldsOf(holder, { ...fields, viewport: true })), id: '', dataset: {} } : null;
  }
}

/** In the order of the page; nothing for a selector that cannot be read. */
function find(ask: Ask, selector: string): Found[] {
  const root = ask.at?._$?.getShadowRoot();
  try {
    const found = ask.single ? [root?.querySelector(selector)] : root?.querySelectorAll(selector);
    return (found ?? []).filter((one): one is Found => !!one);
  } catch {
    return [];
  }
}

async function measure(element: Found, fields: Options): Promise<Options> {
  const result: Options = {};
  if (fields['id']) result['id'] = element.id;
  if (fields['dataset']) result['dataset'] = element.dataset ?? {};
  if (fields['mark']) result['mark'] = element.collectMarks();
  const drawn = element.getBackendElement() as unknown as DrawnNode | null;
  // Both are asked at once: the program may take the element away before the first answer.
  const measured = drawn && fieldsOf(drawn, fields);
  for (const kind of ['node', 'context'] as const) {
    if (fields[kind]) result[kind] = (drawn && (await makers.get(drawn.tag)?.(drawn, kind))) ?? null;
  }
  return { ...result, ...(await measured) };
}

function fieldsOf(node: DrawnNode, fields: Options): Promise<Options> {
  return new Promise((done) =>
    node.fields(JSON.parse(JSON.stringify(fields)) as Json, (value) => done(isObject(value) ? value : {})),
  );
}

function safely(callback: Callback | undefined, result: unknown): void {
  if (typeof callback !== 'function') return;
  try {
    callback(result);
  } catch (error) {
    report('selector query', error);
  }
}

export function queries(stack: Stack) {
  // A program uses either form: wx.createSelectorQuery() or this.createSelectorQuery().
  const prototype = adapter.ComponentCaller.prototype as unknown as Record<string, unknown>;
  prototype['createSelectorQuery'] = function (this: Component) {
    return new SelectorQuery(stack, this);
  };
  prototype.createIntersectionObserver = function (this: Observed, options: unknown) {
    return new IntersectionObserver(this, options);
  };
  type Observing = { createMediaQueryObserver(): unknown };
  return {
    createSelectorQuery: () => new SelectorQuery(stack),
    createIntersectionObserver: (at: Observed, options: unknown) => new IntersectionObserver(at, options),
    createMediaQueryObserver: () => (stack.top?.instance as Observing | undefined)?.createMediaQueryObserver(),
  };
}
