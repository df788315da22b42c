// Page holders: each open page has one, only one is shown. A holder scrolls by itself and keeps its place while hidden;
// it reports scrolling, nearing the end and being pulled down when its page asked for that.

import { isObject } from '../protocol/json.ts';
import type { PageConfig, PageOp, PageScroll } from '../protocol/ops.ts';
import { colour } from '../protocol/validate.ts';
import { idOf } from './nodes.ts';
import { toWorker } from './wire.ts';

type State = { config: PageConfig; top: number; nearEnd: boolean; scheduled: boolean };

const PULL_PX = 60;
const states = new WeakMap<HTMLElement, State>();

export function pageOp(holder: HTMLElement, what: PageOp, arg: unknown): void {
  if (holder.localName !== 'wx-page-holder') return;
  const state = stateOf(holder);
  switch (what) {
    case 'show':
      holder.setAttribute('data-shown', '');
      holder.scrollTop = state.top;
      return;
    case 'hide':
      state.top = holder.scrollTop;
      holder.removeAttribute('data-shown');
      return;
    case 'config':
      state.config = configOf(arg);
      holder.style.background = state.config.background;
      return;
    case 'scroll':
      scroll(holder, arg as PageScroll);
      return;
    case 'refresh':
      holder.toggleAttribute('data-refreshing', arg === true);
      return;
    default:
      what satisfies never;
  }
}

function stateOf(holder: HTMLElement): State {
  const known = states.get(holder);
  if (known) return known;
  const made: State = { config: configOf(null), top: 0, nearEnd: false, scheduled: false };
  states.set(holder, made);
  holder.addEventListener('scroll', () => {
    if (made.scheduled) return;
    made.scheduled = true;
    requestAnimationFrame(() => scrolled(holder, made));
  });
  watchPull(holder, made);
  return made;
}

function scrolled(holder: HTMLElement, state: State): void {
  state.scheduled = false;
  const id = idOf(holder);
  if (state.config.scrollEvents) toWorker({ kind: 'page', id, what: 'scroll', top: holder.scrollTop });
  const left = holder.scrollHeight - holder.scrollTop - holder.clientHeight;
  const near = left <= state.config.reachBottomDistance;
  if (near && !state.nearEnd) toWorker({ kind: 'page', id, what: 'bottom', top: holder.scrollTop });
  state.nearEnd = near;
}

function watchPull(holder: HTMLElement, state: State): void {
  let from = -1;
  holder.addEventListener('touchstart', (event) => {
    from = state.config.pullDown && holder.scrollTop <= 0 ? (event.touches[0]?.clientY ?? -1) : -1;
  });
  holder.addEventListener('touchend', (event) => {
    const to = event.changedTouches[0]?.clientY ?? 0;
    if (from < 0 || holder.scrollTop > 0 || to - from < PULL_PX) return;
    holder.setAttribute('data-refreshing', '');
    toWorker({ kind: 'page', id: idOf(holder), what: 'pull', top: 0 });
  });
}

function scroll(holder: HTMLElement, arg: PageScroll): void {
  if (!isObject(arg)) return;
  let top = Number(arg.top) || 0;
  if (typeof arg.selector === 'string' && arg.selector) {
    const target = find(holder, arg.selector);
    if (target) top += target.getBoundingClientRect().top - holder.getBoundingClientRect().top + holder.scrollTop;
  }
  holder.scrollTo({ top, behavior: arg.duration_ms > 0 ? 'smooth' : 'auto' });
}

function find(holder: HTMLElement, selector: string): Element | null {
  try {
    return holder.querySelector(selector);
  } catch {
    return null;
  }
}

function configOf(given: unknown): PageConfig {
  const value = isObject(given) ? given : {};
  return {
    scrollEvents: value['scrollEvents'] === true,
    reachBottomDistance: Number(value['reachBottomDistance']) || 50,
    pullDown: value['pullDown'] === true,
    background: colour(value['background']),
  };
}

/** Width and height of the frame, told when they change. */
export function watchSize(): void {
  let last = `${innerWidth}x${innerHeight}`;
  addEventListener('resize', () => {
    const now = `${innerWidth}x${innerHeight}`;
    if (now !== last) toWorker({ kind: 'size', width: innerWidth, height: innerHeight });
    last = now;
  });
}
