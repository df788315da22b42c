// One drawn node: glass-easel's composed-backend element as a recorder. Class names and ids are turned here into what
// the compiled style sheets expect: `s1--card` for a scoped class, a plain id without the component's random prefix.

import type * as glassEasel from 'glass-easel';
import { normalise } from '../../protocol/bundle.ts';
import { isObject, type Json } from '../../protocol/json.ts';
import type { NodeId, Op, PageOp } from '../../protocol/ops.ts';
import { ask, op, watch } from './recorder.ts';

type Rect = { left: number; top: number; width: number; height: number };
type Scroll = { scrollLeft: number; scrollTop: number; scrollWidth: number; scrollHeight: number };
type ScopeNames = { queryName(scope: number): string | undefined };

export const nodes = new Map<NodeId, DrawnNode>();
let lastId = 0;
let scopes: ScopeNames = { queryName: () => '' };

/** Where a file that the program keeps, or has for a while, can be shown from; null: there is none. */
let fileAddress: (path: string) => string | null = () => null;

export function showFiles(address: (path: string) => string | null): void {
  fileAddress = address;
}

export function useScopes(manager: ScopeNames): void {
  scopes = manager;
}

// Events for which the view must know whether anybody listens; the others it sends in any case.
const COUNTED =
  /^(tap|touch(start|move|end|cancel)|longpress|longtap|transition|transitionend|animation(start|end|iteration))$/;
const CLASS_ATTRIBUTE = /(^|-)class$/;
const OWN_FILE = /^(wxfile:\/\/|https?:\/\/(tmp|usr|store)\/)/;
const RPX = /(-?\d*\.?\d+)rpx\b/g;

/** 750 rpx are the width of the page: `20rpx` is `2.66667vw`. */
export function rpxToVw(text: unknown): string {
  return String(text ?? '').replace(RPX, (_, n: string) => `${Number((Number(n) / 7.5).toFixed(5))}vw`);
}

export class DrawnNode {
  readonly id: NodeId = ++lastId;
  __wxElement?: glassEasel.Element;
  /** Hears the events of a node that belongs to no component, such as a sound. */
  heard?: (type: string, detail: Json) => void;
  /** Called once, when the element is gone. */
  onRelease: (() => void) | undefined;
  models: { [attribute: string]: (value: unknown) => void } | undefined;
  private scope = 0;
  private extraScope: number | undefined;
  private listening: Set<string> | undefined;

  /** WXML tag; '' for what is not an element. */
  readonly tag: string;

  constructor(make: (id: NodeId) => Op) {
    nodes.set(this.id, this);
    const made = op(make(this.id));
    this.tag = made[0] === 'c' ? made[2] : '';
  }

  release(): void {
    nodes.delete(this.id);
    this.onRelease?.();
    op(['rel', this.id]);
  }
  associateValue(element: glassEasel.Element): void {
    this.__wxElement = element;
  }

  appendChild(child: DrawnNode): void {
    op(['a', this.id, child.id]);
  }
  removeChild(child: DrawnNode): void {
    op(['r', this.id, child.id]);
  }
  insertBefore(child: DrawnNode, before: DrawnNode | null): void {
    op(['i', this.id, child.id, before ? before.id : 0]);
  }
  replaceChild(child: DrawnNode, old: DrawnNode): void {
    op(['p', this.id, child.id, old.id]);
  }
  spliceBefore(before: DrawnNode, remove: number, list: DrawnNode): void {
    op(['sb', this.id, before.id, remove, list.id]);
  }
  spliceAppend(list: DrawnNode): void {
    op(['a', this.id, list.id]);
  }
  spliceRemove(before: DrawnNode, remove: number): void {
    op(['sr', this.id, before.id, remove]);
  }

  setId(id: string): void {
    op(['at', this.id, 'id', String(id).replace(/^[0-9a-f]+--/, '')]);
  }
  setStyleScope(scope: number, extraScope?: number, hostScope?: number): void {
    this.scope = scope;
    this.extraScope = extraScope;
    const host = hostScope ? scopes.queryName(hostScope) : '';
    if (host) op(['at', this.id, 'wx-host', host]);
  }
  setStyle(text: string): void {
    op(['st', this.id, rpxToVw(text)]);
  }
  setStyleProperty(name: string, value: unknown): void {
    op(['sp', this.id, name, rpxToVw(value)]);
  }
  addClass(name: string, scope?: number): void {
    op(['ca', this.id, scoped(name, scope)]);
  }
  removeClass(name: string, scope?: number): void {
    op(['cr', this.id, scoped(name, scope)]);
  }
  clearClasses(): void {
    op(['cc', this.id]);
  }
  setAttribute(name: string, value: unknown): void {
    if (CLASS_ATTRIBUTE.test(name)) op(['at', this.id, name, this.scopedNames(value)]);
    else if (name === 'src' || name === 'poster') op(['at', this.id, name, this.packaged(value)]);
    else if (this.tag === 'map' && Array.isArray(value))
      op(['at', this.id, name, value.map((one) => this.pictured(one))]);
    else if (name.endsWith('style')) op(['at', this.id, name, rpxToVw(value)]);
    else op(['at', this.id, name, typeof value === 'function' ? null : value]);
  }
  removeAttribute(name: string): void {
    op(['ra', this.id, name]);
  }
  setText(text: string): void {
    op(['tx', this.id, text]);
  }
  setModelBindingStat(attribute: string, listener: ((value: unknown) => void) | null): void {
    this.models ??= {};
    if (listener) this.models[attribute] = listener;
    else delete this.models[attribute];
    op(['at', this.id, 'data-model', Object.keys(this.models).join(' ')]);
  }
  setListenerStats(type: string, _capture: boolean, level: number): void {
    if (!COUNTED.test(type)) return;
    this.listening ??= new Set();
    const key = `${type} ${level === 2 ? 2 : 0}`;
    if (this.listening.has(key)) return;
    this.listening.add(key);
    op(['ls', this.id, type, level === 2 ? 2 : 0]);
  }
  page(what: PageOp, arg: unknown): void {
    op(['pg', this.id, what, arg]);
  }

  getBoundingClientRect(done: (rect: Rect) => void): void {
    ask('rect', this.id, null, (value) => done(value as unknown as Rect));
  }
  getScrollOffset(done: (scroll: Scroll) => void): void {
    ask('scroll', this.id, null, (value) => done(value as unknown as Scroll));
  }
  setScrollPosition(left: number, top: number, duration: number): void {
    this.do('scrollTo', { left, top, duration });
  }
  getContext(done: (context: unknown) => void): void {
    done(null);
  }
  /** Fields of a node that only the view knows: properties, computed style. */
  fields(arg: Json, done: (value: Json) => void): void {
    ask('fields', this.id, arg, done);
  }
  do(verb: string, arg: Json): void {
    ask('do', this.id, { verb, arg }, () => undefined);
  }
  createIntersectionObserver(
    relative: DrawnNode | null,
    margin: string,
    thresholds: number[],
    seen: (status: glassEasel.backend.IntersectionStatus) => void,
  ): { disconnect(): void } {
    return watch(this.id, relative ? relative.id : 0, margin, thresholds, (value) =>
      seen(value as unknown as glassEasel.backend.IntersectionStatus),
    );
  }

  /** A relative file is meant from the component whose template names it. */
  private packaged(src: unknown): unknown {
    if (typeof src !== 'string' || src === '') return src;
    if (OWN_FILE.test(src)) return fileAddress(src) ?? src;
    if (/^([\w-]+:|\/)/.test(src)) return src;
    const owner = this.__wxElement?.ownerShadowRoot?.getHostNode().is ?? '';
    return `/${normalise(`${owner}/../${src}`)}`;
  }

  /** A marker's or a control's picture. */
  private pictured(one: unknown): unknown {
    return isObject(one) && 'iconPath' in one ? { ...one, iconPath: this.packaged(one['iconPath']) } : one;
  }

  private scopedNames(value: unknown): string {
    const names = String(value ?? '')
      .split(/\s+/)
      .filter(Boolean);
    const list = names.map((name) => scoped(name, this.scope));
    if (this.extraScope !== undefined) list.push(...names.map((name) => scoped(name, this.extraScope)));
    return list.join(' ');
  }
}

function scoped(name: string, scope: number | undefined): string {
  const prefix = scope ? scopes.queryName(scope) : '';
  return prefix ? `${prefix}--${name}` : name;
}
