// What appears above a <scroll-view> that is pulled down: it opens with the finger, stays while the program refreshes,
// and closes when the program says so. Who has no finger finds a button above the list.

import type { Json } from '../../protocol/json.ts';

const PULL_SHARE = 0.5; // of the finger's way: it feels like a spring
const UNANSWERED_MS = 5_000; // a program that never sets refresher-triggered would leave it open for good

type Hand = { threshold(): number; emit(type: string, detail: Json): void };

export class Refresher {
  private readonly scroller: HTMLElement;
  private readonly hand: Hand;
  private readonly box = document.createElement('div');
  private enabled = false;
  private from = -1;
  private pulled = 0;
  private open = false;
  private timer = 0;

  constructor(scroller: HTMLElement, hand: Hand) {
    this.scroller = scroller;
    this.hand = hand;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Refresh';
    button.onclick = () => this.trigger();
    this.box.className = 'wx-refresher';
    this.box.append(document.createElement('i'), button);
    scroller.prepend(this.box);
    scroller.addEventListener('touchstart', (event) => {
      const idle = this.enabled && !this.open && scroller.scrollTop <= 0;
      this.from = idle ? (event.touches[0]?.clientY ?? -1) : -1;
    });
    scroller.addEventListener('touchmove', (event) => this.pull(event), { passive: false });
    for (const type of ['touchend', 'touchcancel']) scroller.addEventListener(type, () => this.release());
  }

  look(enabled: boolean, style: string, background: string): void {
    this.enabled = enabled;
    this.box.hidden = !enabled;
    this.box.setAttribute('data-style', style);
    this.box.style.background = background;
    this.scroller.style.overscrollBehaviorY = enabled ? 'contain' : '';
    // A program that replaces all children takes this one with them.
    if (this.box.parentNode !== this.scroller) this.scroller.prepend(this.box);
  }

  trigger(): void {
    if (this.open || !this.enabled) return;
    this.open = true;
    this.scroller.scrollTop = 0;
    this.height(this.hand.threshold(), true);
    this.box.setAttribute('data-busy', '');
    this.box.setAttribute('aria-busy', 'true');
    this.hand.emit('refresherrefresh', { dy: this.pulled || this.hand.threshold() });
    this.timer = window.setTimeout(() => this.close(), UNANSWERED_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    if (!this.open) return;
    this.open = false;
    this.box.removeAttribute('data-busy');
    this.box.removeAttribute('aria-busy');
    this.height(0, true);
    this.hand.emit('refresherrestore', { dy: 0 });
  }
  /** The program has seen it and will close it. */
  answered(): void {
    clearTimeout(this.timer);
  }

  private pull(event: TouchEvent): void {
    if (this.from < 0) return;
    const moved = (event.touches[0]?.clientY ?? 0) - this.from;
    if (moved <= 0 || this.scroller.scrollTop > 0) {
      if (this.pulled === 0) this.from = -1;
      return;
    }
    if (event.cancelable) event.preventDefault();
    this.pulled = moved * PULL_SHARE;
    this.height(this.pulled, false);
    this.hand.emit('refresherpulling', { dy: this.pulled });
  }
  private release(): void {
    if (this.from < 0 || this.pulled === 0) return;
    const enough = this.pulled >= this.hand.threshold();
    if (enough) this.trigger();
    else {
      this.height(0, true);
      this.hand.emit('refresherabort', { dy: this.pulled });
    }
    this.from = -1;
    this.pulled = 0;
  }
  private height(px: number, animated: boolean): void {
    this.box.style.transition = animated ? 'height .25s' : 'none';
    this.box.style.height = `${px}px`;
  }
}
