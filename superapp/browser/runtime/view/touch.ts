// Taps, touches and long presses of the whole frame. A tap is the browser's click, so keyboard and screen readers tap
// too; touches come from fingers, or from the mouse when there are none.

import type { Touch as Point, ViewEvent } from '../protocol/messages.ts';
import { Surface } from './builtins/canvas.ts';
import { wasDragged } from './gesture.ts';
import { isStopped, isWanted } from './listeners.ts';
import { idOf, known } from './nodes.ts';
import { toWorker } from './wire.ts';

const LONG_PRESS_MS = 350;
const LONG_PRESS_CANVAS_MS = 500;
const MOVED_PX = 10;
const AFTER_TOUCH_MS = 800; // browsers send mouse events after a touch

type Press = { x: number; y: number; timer: number; long: boolean };

let press: Press | null = null;
let lastTouch = Number.NEGATIVE_INFINITY;
let mouseDown: HTMLElement | null = null;

export function watchTouches(): void {
  const options = { capture: true, passive: false };
  addEventListener('click', click, true);
  for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel']) {
    document.addEventListener(type, (event) => touched(event as TouchEvent), options);
  }
  document.addEventListener('mousedown', mouse, options);
  document.addEventListener('mousemove', mouse, options);
  document.addEventListener('mouseup', mouse, options);
  for (const type of ['transitionend', 'animationstart', 'animationiteration', 'animationend']) {
    document.addEventListener(type, (event) => {
      const target = known(event.target as Node);
      if (target && isWanted(type)) send(target, { type, detail: { elapsedTime: 0 }, bubbles: true, composed: true });
    });
  }
}

function click(event: MouseEvent): void {
  const target = known(event.target as Node);
  if (press?.long) {
    press = null;
    if (isWanted('longpress') || isWanted('longtap')) return;
  }
  if (!target || wasDragged(event) || silent(event, target)) return;
  const [at] = located(target, [point(0, event.clientX, event.clientY)]) as [Point];
  send(target, {
    type: 'tap',
    detail: { x: at.pageX, y: at.pageY },
    bubbles: true,
    composed: true,
    touches: [at],
    changedTouches: [at],
  });
}

// A control clicked by its label or its box has tapped already; a disabled button does not tap.
function silent(event: MouseEvent, target: HTMLElement): boolean {
  if (!event.isTrusted && event.target instanceof HTMLInputElement) return true;
  if (target.localName === 'wx-map') return true; // it says where on earth
  return target.closest('wx-button')?.getAttribute('aria-disabled') === 'true';
}

function touched(event: TouchEvent): void {
  lastTouch = performance.now();
  const target = known(event.target as Node);
  if (!target) return;
  if (event.type === 'touchmove' && event.cancelable && isStopped(target, 'touchmove')) event.preventDefault();
  const changed = points(event.changedTouches);
  const first = changed[0];
  if (first) follow(event.type, target, first);
  if (isWanted(event.type)) sendTouch(target, event.type, points(event.touches), changed);
}

function mouse(event: MouseEvent): void {
  if (performance.now() - lastTouch < AFTER_TOUCH_MS || event.button !== 0) return;
  if (event.type === 'mousedown') mouseDown = known(event.target as Node);
  const target = mouseDown;
  if (!target) return;
  const at = point(0, event.clientX, event.clientY);
  const type = event.type === 'mousedown' ? 'touchstart' : event.type === 'mouseup' ? 'touchend' : 'touchmove';
  if (type === 'touchend') mouseDown = null;
  follow(type, target, at);
  if (isWanted(type)) sendTouch(target, type, type === 'touchend' ? [] : [at], [at]);
}

/** Starts and ends the wait for a long press. */
function follow(type: string, target: HTMLElement, at: Point): void {
  if (type === 'touchstart') {
    if (press) clearTimeout(press.timer);
    const begun: Press = { x: at.clientX, y: at.clientY, long: false, timer: 0 };
    begun.timer = window.setTimeout(
      () => {
        begun.long = true;
        for (const name of ['longpress', 'longtap']) {
          if (isWanted(name)) sendTouch(target, name, [at], [at]);
        }
      },
      target instanceof Surface ? LONG_PRESS_CANVAS_MS : LONG_PRESS_MS,
    );
    press = begun;
  } else if (press && (type !== 'touchmove' || far(press, at))) clearTimeout(press.timer);
}

function far(from: Press, at: Point): boolean {
  return Math.abs(from.x - at.clientX) > MOVED_PX || Math.abs(from.y - at.clientY) > MOVED_PX;
}

function sendTouch(target: HTMLElement, type: string, touches: Point[], changedTouches: Point[]): void {
  const first = changedTouches[0];
  const detail = type.startsWith('long') && first ? { x: first.pageX, y: first.pageY } : {};
  const [all, changed] = [located(target, touches), located(target, changedTouches)];
  send(target, { type, detail, bubbles: true, composed: true, touches: all, changedTouches: changed });
}

/** Touches of a canvas also say where on it they are. */
function located(target: HTMLElement, points: Point[]): Point[] {
  return target instanceof Surface ? points.map((one) => ({ ...one, ...target.at(one.clientX, one.clientY) })) : points;
}

function send(target: HTMLElement, event: ViewEvent): void {
  toWorker({ kind: 'event', id: idOf(target), event });
}

function points(list: TouchList): Point[] {
  return [...list].map((one) => point(one.identifier, one.clientX, one.clientY, one.force));
}

function point(identifier: number, clientX: number, clientY: number, force = 1): Point {
  const holder = document.querySelector('wx-page-holder[data-shown]');
  return { identifier, clientX, clientY, pageX: clientX, pageY: clientY + (holder?.scrollTop ?? 0), force };
}
