// <scroll-view>: scrolls by itself, reports scroll, upper and lower, goes where it is told. The refresher is a pull of
// fingers with the platform's events.

import { Builtin, define } from './base.ts';

const PULL_PX = 45;

class ScrollView extends Builtin {
  private last = { left: 0, top: 0 };
  private atStart = true;
  private atEnd = false;
  private scheduled = false;
  private pulledFrom = -1;

  constructor() {
    super();
    this.addEventListener('scroll', () => {
      if (this.scheduled) return;
      this.scheduled = true;
      requestAnimationFrame(() => this.scrolled());
    });
    this.addEventListener('touchstart', (event) => {
      this.pulledFrom = this.flag('refresher-enabled') && this.scrollTop <= 0 ? (event.touches[0]?.clientY ?? -1) : -1;
    });
    this.addEventListener('touchend', (event) => {
      const moved = (event.changedTouches[0]?.clientY ?? 0) - this.pulledFrom;
      if (this.pulledFrom >= 0 && moved > PULL_PX) this.emit('refresherrefresh', { dy: moved });
    });
  }

  connectedCallback(): void {
    this.place();
  }

  protected override changed(name: string): void {
    if (name === 'scroll-x') this.toggleAttribute('data-x', this.flag('scroll-x'));
    else if (name === 'scroll-y') this.toggleAttribute('data-y', this.flag('scroll-y'));
    else if (name === 'enable-flex') this.toggleAttribute('data-flex', this.flag('enable-flex'));
    else if (name === 'paging-enabled') this.style.scrollSnapType = this.flag('paging-enabled') ? 'both mandatory' : '';
    else if (/^scroll-(top|left|into-view)$/.test(name)) this.place(name);
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
      if ((!name || name === 'scroll-into-view') && id) this.bring(id, behavior);
    });
  }

  private bring(id: string, behavior: ScrollBehavior): void {
    const target = this.querySelector(`#${CSS.escape(id)}`);
    if (!target) return;
    const [own, other] = [this.getBoundingClientRect(), target.getBoundingClientRect()];
    if (this.flag('scroll-y')) this.scrollTo({ top: this.scrollTop + other.top - own.top, behavior });
    if (this.flag('scroll-x')) this.scrollTo({ left: this.scrollLeft + other.left - own.left, behavior });
  }

  private scrolled(): void {
    this.scheduled = false;
    const { scrollLeft, scrollTop, scrollHeight, scrollWidth } = this;
    const [deltaX, deltaY] = [this.last.left - scrollLeft, this.last.top - scrollTop];
    this.last = { left: scrollLeft, top: scrollTop };
    this.emit('scroll', { scrollLeft, scrollTop, scrollHeight, scrollWidth, deltaX, deltaY });
    const across = this.flag('scroll-x') && !this.flag('scroll-y');
    const from = across ? scrollLeft : scrollTop;
    const left = across ? scrollWidth - scrollLeft - this.clientWidth : scrollHeight - scrollTop - this.clientHeight;
    const atStart = from <= this.number('upper-threshold', 50);
    const atEnd = left <= this.number('lower-threshold', 50);
    if (atStart && !this.atStart) this.emit('scrolltoupper', { direction: across ? 'left' : 'top' });
    if (atEnd && !this.atEnd) this.emit('scrolltolower', { direction: across ? 'right' : 'bottom' });
    this.atStart = atStart;
    this.atEnd = atEnd;
  }
}

export function defineScrollView(): void {
  define('scroll-view', ScrollView);
}
