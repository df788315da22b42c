// Answers what a program asks about drawn nodes: rectangles, scroll positions, fields, intersection; and does the few
// things it may do to one (scroll it, animate it, focus it).

import { isObject, type Json, type JsonObject } from '../protocol/json.ts';
import { builtIn } from './builtins/base.ts';
import { element } from './nodes.ts';
import { toWorker } from './wire.ts';

const WATCHES_MAX = 500;
const watches = new Map<number, IntersectionObserver>();

export function answer(what: unknown, id: unknown, arg: unknown): Json {
  let target: HTMLElement;
  try {
    target = element(id);
  } catch {
    return {};
  }
  if (what === 'rect') return rect(target);
  if (what === 'scroll') return scrollOf(target);
  if (what === 'fields') return fields(target, isObject(arg) ? arg : {});
  return what === 'do' && isObject(arg) ? act(target, String(arg['verb']), arg['arg']) : {};
}

function rect(target: Element): JsonObject {
  const { left, top, width, height } = target.getBoundingClientRect();
  return { left, top, width, height };
}

function scrollOf(target: HTMLElement): JsonObject {
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = builtIn(target)?.scroller ?? target;
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
}

function fields(target: HTMLElement, asked: Record<string, unknown>): JsonObject {
  const box = asked['viewport']
    ? { left: 0, top: 0, width: innerWidth, height: innerHeight, right: innerWidth, bottom: innerHeight }
    : target.getBoundingClientRect();
  const out: JsonObject = {};
  if (asked['rect']) Object.assign(out, { left: box.left, top: box.top, right: box.right, bottom: box.bottom });
  if (asked['size']) Object.assign(out, { width: box.width, height: box.height });
  if (asked['scrollOffset']) Object.assign(out, scrollOf(target));
  const { properties, computedStyle } = asked;
  if (Array.isArray(properties)) {
    for (const name of properties) out[String(name)] = (builtIn(target)?.get(String(name)) as Json | undefined) ?? null;
  }
  if (Array.isArray(computedStyle)) {
    const style = getComputedStyle(target);
    for (const name of computedStyle) {
      const dashed = String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      out[String(name)] = style.getPropertyValue(dashed);
    }
  }
  return out;
}

function act(target: HTMLElement, verb: string, arg: unknown): Json {
  const given = isObject(arg) ? arg : {};
  const performed = builtIn(target)?.perform(verb, given as JsonObject);
  if (performed !== undefined) return performed;
  if (verb === 'scrollTo') {
    const behavior = Number(given['duration']) > 0 ? 'smooth' : 'auto';
    (builtIn(target)?.scroller ?? target).scrollTo({
      left: Number(given['left']) || 0,
      top: Number(given['top']) || 0,
      behavior,
    });
  } else if (verb === 'animate' && Array.isArray(given['frames'])) {
    target.animate(given['frames'] as Keyframe[], { duration: Number(given['duration']) || 0, fill: 'forwards' });
  } else if (verb === 'clearAnimation') {
    for (const running of target.getAnimations()) running.cancel();
  }
  return {};
}

export function watch(n: number, id: unknown, relative: unknown, margin: unknown, thresholds: unknown): void {
  if (watches.size >= WATCHES_MAX) return;
  const target = element(id);
  const root = relative ? element(relative) : null;
  const list = Array.isArray(thresholds) ? thresholds.map(Number).filter((one) => one >= 0 && one <= 1) : [0];
  const observer = new IntersectionObserver(
    (entries) => {
      const entry = entries.at(-1);
      if (!entry) return;
      const { intersectionRatio, boundingClientRect, intersectionRect, rootBounds, time } = entry;
      const value = {
        intersectionRatio,
        boundingClientRect: plain(boundingClientRect),
        intersectionRect: plain(intersectionRect),
        relativeRect: plain(rootBounds),
        time,
      };
      toWorker({ kind: 'seen', n, value });
    },
    { root, rootMargin: String(margin), threshold: list.length ? list : [0] },
  );
  watches.set(n, observer);
  observer.observe(target);
}

export function unwatch(n: number): void {
  watches.get(n)?.disconnect();
  watches.delete(n);
}

export function forgetWatches(): void {
  for (const n of [...watches.keys()]) unwatch(n);
}

function plain(box: DOMRectReadOnly | null): JsonObject {
  const { left = 0, top = 0, right = 0, bottom = 0, width = 0, height = 0 } = box ?? {};
  return { left, top, right, bottom, width, height };
}
