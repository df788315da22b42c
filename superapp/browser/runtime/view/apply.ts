// Applies drawing ops. The program shares the worker with our runtime and may post any op it likes, so each is checked:
// only wx-* elements and <page>, only harmless attributes, only ids of this frame, bounded texts and counts. Anything
// else a component knows goes to its `set(name, value)`, never to the DOM.

import {
  LISTENERS_PER_NODE_MAX,
  OPS_PER_MESSAGE_MAX,
  SHEET_CHARS_MAX,
  SHEETS_MAX,
  TEXT_CHARS_MAX,
} from '../protocol/limits.ts';
import type { Op, PageOp } from '../protocol/ops.ts';
import { builtIn, isBuiltin } from './builtins/base.ts';
import { listening } from './listeners.ts';
import { element, forget, get, keep, OpRefused } from './nodes.ts';
import { pageOp } from './pages.ts';
import { tappable } from './reachable.ts';
import { styleOf } from './wire.ts';

const TAG = /^[a-zA-Z][\w-]{0,60}$/;
const ATTRIBUTE = /^(id|wx-host|wx-page|role|hidden|tabindex|dir|lang|data-[\w-]+|aria-[\w-]+)$/;
const CLASS = /^\S{1,200}$/;

const REFUSED_WEIGHT = 20;
let sheets: CSSStyleSheet[] = [];

/** Returns what the batch weighs for the bound of a second: a refused op costs more than it looks. */
export function applyBatch(ops: unknown, refused: (count: number, first: string) => void): number {
  const list = Array.isArray(ops) ? ops.slice(0, OPS_PER_MESSAGE_MAX) : [];
  let count = Array.isArray(ops) ? ops.length - list.length : 1;
  let first = count ? 'message' : '';
  for (const one of list) {
    try {
      apply(one as Op);
    } catch (error) {
      count++;
      first ||= `${briefly(one)}: ${error instanceof OpRefused || error instanceof Error ? error.message : 'refused'}`;
    }
  }
  if (count) refused(count, first);
  return list.length + count * REFUSED_WEIGHT;
}

function apply(op: Op): void {
  switch (op[0]) {
    case 'root':
      if (!document.body.hasAttribute('data-root')) {
        document.body.setAttribute('data-root', '');
        keep(op[1], document.body);
        return;
      }
      throw new OpRefused('a second root');
    case 'c':
      keep(op[1], document.createElement(op[2] === 'page' ? 'page' : `wx-${tag(op[2])}`));
      return;
    case 'h':
      keep(op[1], document.createElement(hostTag(tag(op[2]))));
      return;
    case 't':
      keep(op[1], lined(document.createTextNode(text(op[2]))));
      return;
    case 'f':
      keep(op[1], document.createDocumentFragment());
      return;
    case 'a':
      return void slotOf(get(op[1])).appendChild(get(op[2]));
    case 'i':
      return void insert(op[1], op[2], op[3]);
    case 'r':
      remove(get(op[1]), get(op[2]));
      return;
    case 'p':
      return void slotOf(get(op[1])).replaceChild(get(op[2]), get(op[3]));
    case 'sb':
      splice(get(op[1]), get(op[2]), op[3], get(op[4]));
      return;
    case 'sr':
      cut(get(op[2]), op[3]);
      return;
    case 'st':
      element(op[1]).style.cssText = styleOf(text(op[2]));
      builtIn(element(op[1]))?.styled();
      return;
    case 'sp':
      element(op[1]).style.setProperty(String(op[2]), styleOf(text(op[3])));
      return;
    case 'ca':
      element(op[1]).classList.add(className(op[2]));
      return;
    case 'cr':
      element(op[1]).classList.remove(className(op[2]));
      return;
    case 'cc':
      element(op[1]).className = '';
      return;
    case 'at':
      attribute(element(op[1]), op[2], op[3]);
      return;
    case 'ra':
      attribute(element(op[1]), op[2], undefined);
      return;
    case 'tx':
      get(op[1]).textContent = text(op[2]);
      lined(get(op[1]));
      return;
    case 'ls':
      listening(element(op[1]), String(op[2]), op[3] === 2, LISTENERS_PER_NODE_MAX);
      if (op[2] === 'tap') tappable(element(op[1]));
      return;
    case 'css':
      sheet(text(op[2]));
      return;
    case 'pg':
      pageOp(element(op[1]), String(op[2]) as PageOp, op[3]);
      return;
    case 'rel':
      forget(op[1]);
      return;
    default:
      op satisfies never;
      throw new OpRefused('unknown op');
  }
}

function tag(given: unknown): string {
  if (typeof given !== 'string' || !TAG.test(given)) throw new OpRefused('tag');
  return given.toLowerCase();
}

// A component may be called like a built-in (`<image>`): its host element must not become one.
function hostTag(name: string): string {
  if (name === 'page') return 'page';
  return isBuiltin(name) ? `wx-x-${name}` : `wx-${name}`;
}

function text(given: unknown): string {
  return String(given ?? '').slice(0, TEXT_CHARS_MAX);
}

/** `\n` written in a template ends a line of <text>, as on the platform. Decided when the text has its place. */
function lined<T extends Node>(node: T): T {
  if (node instanceof Text && node.data.includes('\\n')) {
    queueMicrotask(() => {
      if (node.parentElement?.localName === 'wx-text') node.data = node.data.replace(/\\n/g, '\n');
    });
  }
  return node;
}

function className(given: unknown): string {
  if (typeof given !== 'string' || !CLASS.test(given)) throw new OpRefused('class');
  return given;
}

/** Where children of a built-in belong: some draw a frame of their own around them. */
function slotOf(parent: Node): Node {
  return parent instanceof HTMLElement ? (builtIn(parent)?.slotNode ?? parent) : parent;
}

function insert(parent: unknown, child: unknown, before: unknown): void {
  slotOf(get(parent)).insertBefore(get(child), before ? get(before) : null);
}

function remove(parent: Node, child: Node): void {
  if (child.parentNode === slotOf(parent)) child.parentNode.removeChild(child);
}

function splice(parent: Node, before: Node, count: number, list: Node): void {
  slotOf(parent).insertBefore(list, before);
  cut(before, count);
}

function cut(first: Node, count: number): void {
  let at: Node | null = first;
  for (let left = Math.min(Number(count) || 0, 1e6); at && left > 0; left--) {
    const next: Node | null = at.nextSibling;
    at.parentNode?.removeChild(at);
    at = next;
  }
}

function attribute(target: HTMLElement, given: unknown, value: unknown): void {
  if (typeof given !== 'string') throw new OpRefused('attribute');
  // The platform's own spelling of a role.
  const name = given === 'aria-role' ? 'role' : given;
  if (!ATTRIBUTE.test(name)) {
    builtIn(target)?.set(name, value);
    return;
  }
  // To a screen reader aria-selected="" says nothing, and "false" is a value.
  if (name.startsWith('aria-') && typeof value === 'boolean') target.setAttribute(name, String(value));
  else if (value === undefined || value === null || value === false) target.removeAttribute(name);
  else if (typeof value !== 'object') target.setAttribute(name, value === true ? '' : text(value));
}

export function sheet(css: string): void {
  if (sheets.length >= SHEETS_MAX) throw new OpRefused('too many sheets');
  const made = new CSSStyleSheet();
  made.replaceSync(styleOf(css.slice(0, SHEET_CHARS_MAX)));
  sheets = [...sheets, made];
  document.adoptedStyleSheets = sheets;
}

export function clearSheets(): void {
  sheets = [];
  document.adoptedStyleSheets = sheets;
}

function briefly(one: unknown): string {
  try {
    return JSON.stringify(one).slice(0, 100);
  } catch {
    return 'op';
  }
}
