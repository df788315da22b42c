// <scroll-view>: scrolls by itself, by mouse drag and by keyboard; reports scroll, upper and lower, drags; goes where it
// is told. The refresher has a file of its own.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { draggable } from '../gesture.ts';
import { Builtin, define } from './base.ts';
import { Refresher } from './refresher.ts';

const SETTLE_MS = 120;

export class ScrollView extends Builtin {
  private last = { left: 0, top: 0 };
  private atStart = true;
  private atEnd = false;
  private scheduled = false;
  private timer = 0;
  private touching = false;
  private from = { left: 0, top: 0 };
  private refresher: Refresher | null = null;

  constructor() {
    super();
    this.addEventListener('scroll', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.settled(), SETTLE_MS);
      if (this.scheduled) return;
      this.scheduled = true;
      requestAnimationFrame(() => this.scrolled());
    });
    // Fingers and wheels scroll by themselves; a mouse drags as on the platform's desktop.
    draggable(this, {
      can: (event) => event.pointerType === 'mouse' && this.isMovable(),
      axis: () => (this.across ? 'x' : 'y'),
      start: () => {
        this.from = { left: this.scrollLeft, top: this.scrollTop };
        this.drag('dragstart');
      },
      move: (dx, dy) => {
        if (this.flag('scroll-x')) this.scrollLeft = this.from.left - dx;
        if (this.flag('scroll-y')) this.scrollTop = this.from.top - dy;
        this.drag('dragging');
      },
      end: (vx, vy) => {
        this.drag('dragend', { velocity: { x: vx, y: vy } });
        this.scrollBy({ left: -vx * 150, top: -vy * 150, behavior: 'smooth' });
      },
    });
    this.addEventListener('touchmove', () => {
      this.drag(this.touching ? 'dragging' : 'dragstart');
      this.touching = true;
    });
    for (const type of ['touchend', 'touchcancel'] as const)
      this.addEventListener(type, () => {
        if (this.touching) this.drag('dragend', { velocity: { x: 0, y: 0 } });
        this.touching = false;
      });
  }

  connectedCallback(): void {
    this.place();
  }

  protected override changed(name: string): void {
    if (name === 'scroll-x') this.toggleAttribute('data-x', this.flag('scroll-x'));
    else if (name === 'scroll-y') this.toggleAttribute('data-y', this.flag('scroll-y'));
    else if (name === 'enable-flex') this.toggleAttribute('data-flex', this.flag('enable-flex'));
    else if (name === 'scroll-anchoring') this.style.overflowAnchor = this.flag('scroll-anchoring') ? 'auto' : 'none';
    else if (/^scroll-(top|left|into-view)$/.test(name)) this.place(name);
    else if (name.startsWith('refresher-')) this.refresh(name);
  }

  override perform(verb: string, arg: JsonObject): Json | undefined {
    if (verb === 'scrollIntoView') this.bring(String(arg['selector'] ?? ''), 'smooth');
    else if (verb === 'triggerRefresh') this.refresher?.trigger();
    else if (verb === 'closeRefresh') this.refresher?.close();
    else return undefined;
    return {};
  }

  private get across(): boolean {
    return this.flag('scroll-x') && !this.flag('scroll-y');
  }
  private isMovable(): boolean {
    const across = this.flag('scroll-x') && this.scrollWidth > this.clientWidth;
    return across || (this.flag('scroll-y') && this.scrollHeight > this.clientHeight);
  }

  private refresh(name: string): void {
    if (this.flag('refresher-enabled')) {
      this.refresher ??= new Refresher(this, {
        threshold: () => this.number('refresher-threshold', 45),
        emit: (type, detail) => this.emit(type, detail),
      });
    }
    this.refresher?.look(
      this.flag('refresher-enabled'),
      this.text('refresher-default-style', 'black'),
      this.text('refresher-background'),
    );
    if (name === 'refresher-triggered') {
      if (this.flag('refresher-triggered')) {
        this.refresher?.trigger();
        this.refresher?.answered();
      } else this.refresher?.close();
    }
  }

  // After the children that came in the same batch.
  private place(name = ''): void {
    queueMicrotask(() => {
      const behavior = this.flag('scroll-with-animation') ? 'smooth' : 'auto';
      if ((!name || name === 'scroll-top') && this.get('scroll-top') !== undefined)
        this.scrollTo({ top: this.number('scroll-top', 0), behavior });
      if ((!name || name === 'scroll-left') && this.get('scroll-left') !== undefined)
        this.scrollTo({ left: this.number('scroll-left', 0), behavior });
      const id = this.text('scroll-into-view');
      if ((!name || name === 'scroll-into-view') && id) this.bring(`#${CSS.escape(id)}`, behavior);
    });
  }

  private bring(selector: string, behavior: ScrollBehavior): void {
    let target: Element | null = null;
    try {
      target = this.querySelector(selector);
    } catch {
      return;
    }
    if (!target) return;
    const [own, other] = [this.getBoundingClientRect(), target.getBoundingClientRect()];
    const more = this.number('scroll-into-view-offset', 0);
    const centred = this.text('scroll-into-view-alignment') === 'center';
    const top = centred ? (own.height - other.height) / 2 : 0;
    const left = centred ? (own.width - other.width) / 2 : 0;
    if (this.flag('scroll-y')) this.scrollTo({ top: this.scrollTop + other.top - own.top + more - top, behavior });
    if (this.flag('scroll-x')) this.scrollTo({ left: this.scrollLeft + other.left - own.left + more - left, behavior });
  }

  private scrolled(): void {
    this.scheduled = false;
    const { scrollLeft, scrollTop, scrollHeight, scrollWidth, across } = this;
    const [deltaX, deltaY] = [this.last.left - scrollLeft, this.last.top - scrollTop];
    if (deltaX === 0 && deltaY === 0) return;
    this.last = { left: scrollLeft, top: scrollTop };
    this.emit('scroll', { scrollLeft, scrollTop, scrollHeight, scrollWidth, deltaX, deltaY });
    const from = across ? scrollLeft : scrollTop;
    const left = across ? scrollWidth - scrollLeft - this.clientWidth : scrollHeight - scrollTop - this.clientHeight;
    const atStart = from <= this.number('upper-threshold', 50);
    const atEnd = left <= this.number('lower-threshold', 50);
    if (atStart && !this.atStart) this.emit('scrolltoupper', { direction: across ? 'left' : 'top' });
    if (atEnd && !this.atEnd) this.emit('scrolltolower', { direction: across ? 'right' : 'bottom' });
    this.atStart = atStart;
    this.atEnd = atEnd;
  }

  private settled(): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this;
    this.emit('scrollend', { scrollLeft, scrollTop });
    if (!this.flag('enhanced') || !this.flag('paging-enabled')) return;
    const left = this.flag('scroll-x') ? Math.round(scrollLeft / clientWidth) * clientWidth : scrollLeft;
    const top = this.flag('scroll-y') ? Math.round(scrollTop / clientHeight) * clientHeight : scrollTop;
    if (Math.abs(left - scrollLeft) > 1 || Math.abs(top - scrollTop) > 1)
      this.scrollTo({ left, top, behavior: 'smooth' });
  }

  private drag(type: string, more: JsonObject = {}): void {
    if (this.flag('enhanced')) this.emit(type, { scrollTop: this.scrollTop, scrollLeft: this.scrollLeft, ...more });
  }
}

export function defineScrollView(): void {
  define('scroll-view', ScrollView);
}
