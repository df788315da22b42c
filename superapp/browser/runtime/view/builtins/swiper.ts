// <swiper> and <swiper-item>: slides by finger, mouse, keys, time or property; circular or not, along or down, several
// at once, with margins that show the neighbours.

import type { Json } from '../../protocol/json.ts';
import { draggable } from '../gesture.ts';
import { isWanted } from '../listeners.ts';
import { Builtin, define, pixels } from './base.ts';

type Source = '' | 'autoplay' | 'touch';

const SWIPE_SHARE = 0.3; // of a slide: beyond it the next one comes
const FLICK = 0.3; // pixels a millisecond
const EASINGS: { [name: string]: string } = {
  default: 'cubic-bezier(.25,.1,.25,1)',
  linear: 'linear',
  easeInCubic: 'cubic-bezier(.32,0,.67,0)',
  easeOutCubic: 'cubic-bezier(.33,1,.68,1)',
  easeInOutCubic: 'cubic-bezier(.65,0,.35,1)',
};

class Swiper extends Builtin {
  override slotNode: HTMLElement = document.createElement('div');
  private readonly dots = document.createElement('div');
  private at = 0; // the current slide
  private shift = 0; // what the finger adds, in slides
  private timer = 0;
  private finish = 0;
  private flights = 0;
  private held = false;
  private watcher: MutationObserver | null = null;

  constructor() {
    super();
    this.slotNode.className = 'wx-track';
    this.dots.className = 'wx-dots';
    this.dots.setAttribute('aria-hidden', 'true');
    draggable(this, {
      can: () =>
        this.items().length > this.shownAtOnce && !this.flag('disable-touch') && this.get('touchable') !== false,
      axis: () => (this.flag('vertical') ? 'y' : 'x'),
      down: () => this.hold(true),
      up: () => this.hold(false),
      move: (dx, dy) => {
        const moved = -(this.flag('vertical') ? dy : dx) / (this.slide || 1);
        const edge = !this.flag('circular') && (this.at + moved < 0 || this.at + moved > this.last);
        this.shift = edge ? moved / 3 : moved;
        this.layOut(0);
        this.transit();
      },
      end: (vx, vy) => {
        const speed = -(this.flag('vertical') ? vy : vx);
        const far = Math.abs(this.shift) > SWIPE_SHARE ? Math.round(this.shift) || Math.sign(this.shift) : 0;
        const step = Math.abs(speed) > FLICK && Math.sign(speed) === Math.sign(this.shift) ? Math.sign(speed) : 0;
        const to = this.at + (far || step);
        this.go(to, 'touch');
      },
    });
    this.addEventListener('keydown', (event) => this.key(event));
    // Moving pictures wait for who reads them.
    this.addEventListener('focusin', (event) => {
      if ((event.target as HTMLElement).matches(':focus-visible')) this.hold(true);
    });
    this.addEventListener('focusout', () => this.hold(false));
  }

  connectedCallback(): void {
    if (this.slotNode.parentNode !== this) this.append(this.slotNode, this.dots);
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group');
    this.setAttribute('aria-roledescription', 'carousel');
    this.at = this.wanted();
    this.watcher ??= new MutationObserver(() => {
      this.at = Math.max(
        0,
        Math.min(this.items().length - 1, this.values['current'] === undefined ? this.at : this.wanted()),
      );
      this.layOut(0);
      this.play();
    });
    this.watcher.observe(this.slotNode, { childList: true });
    this.layOut(0);
    this.play();
  }
  disconnectedCallback(): void {
    clearTimeout(this.timer);
    clearTimeout(this.finish);
    this.watcher?.disconnect();
  }

  protected override changed(name: string): void {
    if (name === 'vertical') this.toggleAttribute('data-vertical', this.flag('vertical'));
    if (!this.isConnected) return;
    if (name === 'current' || name === 'current-item-id') queueMicrotask(() => this.go(this.wanted(), ''));
    else {
      this.layOut(0);
      if (/^(autoplay|interval|circular)$/.test(name)) this.play();
    }
  }

  private wanted(): number {
    const id = this.text('current-item-id');
    const named = id ? this.items().findIndex((one) => one.get('item-id') === id) : -1;
    return named >= 0 ? named : Math.max(0, Math.floor(this.number('current', 0)));
  }
  private items(): SwiperItem[] {
    return [...this.slotNode.children].filter((one): one is SwiperItem => one instanceof SwiperItem);
  }
  private get shownAtOnce(): number {
    return Math.max(1, this.number('display-multiple-items', 1));
  }
  private get last(): number {
    const count = this.items().length;
    return this.flag('circular') ? count - 1 : Math.max(0, Math.ceil(count - this.shownAtOnce));
  }
  /** Pixels from one slide to the next. */
  private get slide(): number {
    const whole = this.flag('vertical') ? this.slotNode.clientHeight : this.slotNode.clientWidth;
    return whole / this.shownAtOnce;
  }

  /** to: may lie one round beyond the ends of a circular one. */
  private go(to: number, source: Source): void {
    const count = this.items().length;
    if (count === 0) return;
    const circular = this.flag('circular') && count > this.shownAtOnce;
    const next = circular ? ((to % count) + count) % count : Math.max(0, Math.min(this.last, to));
    const changed = next !== this.at;
    const moved = changed || this.shift !== 0;
    if (circular && source === '') this.shift = this.nearest(this.at - next, count);
    else this.shift += this.at - (circular ? to : next);
    this.at = next;
    // From where the finger left it, to its place.
    this.layOut(0);
    this.slotNode.getBoundingClientRect();
    this.shift = 0;
    const ms = moved && this.clientWidth > 0 ? Math.max(0, this.number('duration', 500)) : 0;
    this.layOut(ms);
    this.play();
    if (!moved) return;
    const currentItemId = String(this.items()[next]?.get('item-id') ?? '');
    const detail: Json = { current: next, source, currentItemId };
    this.values['current'] = next;
    if (changed) this.emit('change', detail, { current: next });
    clearTimeout(this.finish);
    const until = performance.now() + ms;
    this.finish = window.setTimeout(() => this.emit('animationfinish', detail), ms);
    if (isWanted('transition')) this.follow(until, ++this.flights);
  }

  private nearest(distance: number, count: number): number {
    const around = ((distance % count) + count) % count;
    return around > count / 2 ? around - count : around;
  }

  private layOut(ms: number): void {
    const items = this.items();
    const count = items.length;
    const many = this.shownAtOnce;
    const along = this.flag('vertical') ? 'Y' : 'X';
    const size = `${100 / many}%`;
    const { style } = this.slotNode;
    const [before, after] = [this.text('previous-margin', '0'), this.text('next-margin', '0')];
    style.inset = along === 'X' ? `0 ${px(after)} 0 ${px(before)}` : `${px(before)} 0 ${px(after)} 0`;
    const circular = this.flag('circular') && count > many;
    const easing = EASINGS[this.text('easing-function', 'default')] ?? EASINGS['default'];
    const margins = before !== '0' || after !== '0';
    items.forEach((item, index) => {
      let place = index - this.at - this.shift;
      if (circular) {
        // One round: what would be far behind comes next.
        const room = (count + many - 1) / 2;
        while (place < -(count - room) - 0.001) place += count;
        while (place > room + 0.001) place -= count;
      }
      const gone = place <= -1 - (margins ? 1 : 0) || place >= many + (margins ? 1 : 0);
      const jumped = Math.abs(place - item.place) > count / 2 && circular;
      item.place = place;
      item.style.transition = ms > 0 && !jumped ? `transform ${ms}ms ${easing}` : 'none';
      item.style.width = along === 'X' ? size : '100%';
      item.style.height = along === 'Y' ? size : '100%';
      item.style.transform = `translate${along}(${place * 100}%)`;
      // What nobody sees is nothing to stop at.
      item.inert = gone && ms >= 0 && this.shift === 0;
    });
    this.drawDots(count);
    this.tabIndex = count > many ? 0 : -1;
  }

  private drawDots(count: number): void {
    const { dots } = this;
    dots.hidden = !this.flag('indicator-dots') || count === 0;
    if (dots.hidden) return;
    while (dots.children.length > count) dots.lastChild?.remove();
    while (dots.children.length < count) dots.append(document.createElement('i'));
    [...dots.children].forEach((dot, index) => {
      const on = index >= this.at && index < this.at + this.shownAtOnce;
      const colour = on
        ? this.text('indicator-active-color', '#000000')
        : this.text('indicator-color', 'rgba(0, 0, 0, .3)');
      (dot as HTMLElement).style.background = colour;
      dot.toggleAttribute('data-on', on);
    });
  }

  private play(): void {
    clearTimeout(this.timer);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!this.flag('autoplay') || this.held || calm || !this.isConnected || this.items().length <= this.shownAtOnce)
      return;
    this.timer = window.setTimeout(
      () => {
        // A page that is not shown stands still.
        if (this.clientWidth === 0 || document.hidden) return this.play();
        const end = !this.flag('circular') && this.at >= this.last;
        this.go(end ? 0 : this.at + 1, 'autoplay');
      },
      Math.max(200, this.number('interval', 5000)),
    );
  }

  private hold(held: boolean): void {
    this.held = held;
    this.play();
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this) return;
    const keys = this.flag('vertical') ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const step = keys.indexOf(event.key) * 2 - 1;
    if (step < -1) return;
    event.preventDefault();
    this.go(this.at + step, 'touch');
  }

  private transit(): void {
    if (!isWanted('transition')) return;
    const moved = this.shift * this.slide;
    this.emit('transition', this.flag('vertical') ? { dx: 0, dy: moved } : { dx: moved, dy: 0 });
  }

  /** Says where the slides are while they move by themselves. */
  private follow(until: number, flight: number): void {
    const item = this.items()[this.at];
    if (!item || performance.now() > until || flight !== this.flights) return;
    const [own, track] = [item.getBoundingClientRect(), this.slotNode.getBoundingClientRect()];
    this.emit('transition', { dx: own.left - track.left, dy: own.top - track.top });
    requestAnimationFrame(() => this.follow(until, flight));
  }
}

function px(length: string): string {
  return `${pixels(length) || 0}px`;
}

class SwiperItem extends Builtin {
  /** In slides from the current one. */
  place = 0;

  connectedCallback(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group');
    this.setAttribute('aria-roledescription', 'slide');
  }
}

export function defineSwiper(): void {
  define('swiper', Swiper);
  define('swiper-item', SwiperItem);
}
