// What reacts to a tap is reached by keyboard and screen reader: an element with a tap listener becomes a button, unless
// it says itself what it is (`aria-role`) or holds something that is reached already (a card around a button).

import { oneStop } from './toolbars.ts';

const INTERACTIVE =
  'wx-button,wx-input,wx-textarea,wx-navigator,wx-picker,wx-switch,wx-checkbox,wx-radio,wx-slider,[tabindex]';
const PLAIN = /^wx-(view|text|image|cover-view|cover-image|icon|label|swiper-item|x-.*)$/;
// Roles that are one thing to a person: what reacts inside of them is a part, and not reached by itself.
const WIDGET = ['button', 'checkbox', 'radio', 'switch', 'tab', 'link', 'option', 'menuitem', 'slider'];
const INSIDE = WIDGET.map((role) => `[role=${role}][tabindex] *`).join();

let waiting: HTMLElement[] = [];

/** Somebody listens to taps of this element. Decided after the batch, when its children are there. */
export function tappable(target: HTMLElement): void {
  if (waiting.length === 0) queueMicrotask(decide);
  waiting.push(target);
}

function decide(): void {
  const all = waiting;
  waiting = [];
  for (const target of all) {
    const widget = PLAIN.test(target.localName) && WIDGET.includes(target.getAttribute('role') ?? '');
    if (widget && !target.hasAttribute('tabindex')) {
      target.tabIndex = 0;
      oneStop(target);
    }
  }
  // The innermost first, so that an outer one finds it.
  for (const target of all.reverse()) {
    if (!PLAIN.test(target.localName) || target.hasAttribute('tabindex') || target.querySelector(INTERACTIVE)) continue;
    if (target.localName === 'wx-label' || target.closest('wx-button,wx-navigator,wx-picker')) continue;
    if (target.matches(INSIDE)) continue;
    target.tabIndex = 0;
    if (!target.hasAttribute('role')) target.setAttribute('role', 'button');
  }
}

/**
 * Enter and Space press what `tappable` made a button. Who goes by keys has a ring around the field they are in
 * (`data-by-keys`); who taps into one sees the caret there, and the program's own design.
 */
export function watchKeys(): void {
  const root = document.documentElement;
  document.addEventListener('keydown', ({ key }) => key === 'Tab' && root.setAttribute('data-by-keys', ''));
  document.addEventListener('pointerdown', () => root.removeAttribute('data-by-keys'), true);
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.isComposing || (event.key !== 'Enter' && event.key !== ' ')) return;
    if (!PLAIN.test(target.localName) || target.tabIndex < 0 || event.defaultPrevented) return;
    event.preventDefault();
    target.click();
  });
}
