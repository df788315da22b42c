// <swiper> and <swiper-item>: slides by finger, mouse, time or property; circular or not, along or down.

import { Builtin, define, part } from './base.ts';

type Source = '' | 'autoplay' | 'touch';
const SWIPE = 0.2; // of its length

class Swiper extends Builtin {
  override slotNode: HTMLElement | null = null;
  private dots: HTMLElement | null = null;
  private at = 0;
  private timer = 0;
  private begun: { x: number; y: number; id: number } | null = null;
  private watcher: MutationObserver | null = null;

  constructor() {
    super();
    this.slotNode = document.createElement('div');
    this.slotNode.className = 'wx-track';
    this.addEventListener('pointerdown', (event) => {
      this.begun = { x: event.clientX, y: event.clientY, id: event.pointerId };
      clearTimeout(this.timer);
    });
    this.addEventListener('pointermove', (event) => this.drag(event));
    for (const type of ['pointerup', 'pointercancel'])
      this.addEventListener(type, (event) => this.release(event as PointerEvent));
  }

  connectedCallback(): void {
    if (this.slotNode?.parentNode !== this && this.slotNode) this.append(this.slotNode);
    this.at = this.number('current', 0);
    this.watcher ??= new MutationObserver(() => this.layOut(false));
    if (this.slotNode) this.watcher.observe(this.slotNode, { childList: true });
    this.layOut(false);
    this.play();
  }
  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.watcher?.disconnect();
  }

  protected override changed(name: string): void {
    if (name === 'current' && this.isConnected) this.go(this.number('current', 0), '');
    else if (name === 'current-item-id') {
      const index = this.items().findIndex((one) => one.get('item-id') === this.text('current-item-id'));
      if (index >= 0) this.go(index, '');
    } else if (name === 'vertical') this.toggleAttribute('data-vertical', this.flag('vertical'));
    else if (name === 'autoplay' || name === 'interval') this.play();
    if (this.isConnected && name !== 'current') this.layOut(false);
  }

  private items(): Builtin[] {
    return [...(this.slotNode?.children ?? [])].filter((one): one is SwiperItem => one instanceof SwiperItem);
  }

  private go(to: number, source: Source): void {
    const count = this.items().length;
    const next = this.flag('circular') && count > 0 ? (to + count) % count : Math.max(0, Math.min(count - 1, to));
    const changed = next !== this.at;
    this.at = Math.max(0, next);
    this.layOut(true);
    if (!changed) return;
    const detail = { current: this.at, source, currentItemId: String(this.items()[this.at]?.get('item-id') ?? '') };
    this.emit('change', detail, { current: this.at });
    setTimeout(() => this.emit('animationfinish', detail), this.number('duration', 500));
  }

  private layOut(animated: boolean, offset = 0): void {
    const items = this.items();
    const shown = Math.max(1, this.number('display-multiple-items', 1));
    const down = this.flag('vertical');
    const track = this.slotNode;
    if (track) {
      const [before, after] = [this.text('previous-margin', '0px'), this.text('next-margin', '0px')];
      track.style.inset = down ? `${before} 0 ${after} 0` : `0 ${after} 0 ${before}`;
    }
    items.forEach((item, index) => {
      let place = index - this.at;
      if (this.flag('circular') && items.length > 2) {
        if (place > items.length / 2) place -= items.length;
        else if (place < -items.length / 2) place += items.length;
      }
      item.style.transition = animated ? `transform ${this.number('duration', 500)}ms ease` : 'none';
      item.style[down ? 'height' : 'width'] = `${100 / shown}%`;
      item.style.transform = `translate${down ? 'Y' : 'X'}(calc(${place * 100}% + ${offset}px))`;
      item.setAttribute('aria-hidden', String(place < 0 || place >= shown));
    });
    this.drawDots(items.length);
  }

  private drawDots(count: number): void {
    if (!this.flag('indicator-dots')) return void this.dots?.remove();
    this.dots ??= part(this, 'div', 'wx-dots');
    if (this.dots.parentNode !== this) this.append(this.dots);
    while (this.dots.children.length > count) this.dots.lastElementChild?.remove();
    while (this.dots.children.length < count) part(this.dots, 'i');
    [...this.dots.children].forEach((dot, index) => {
      const name = index === this.at ? 'indicator-active-color' : 'indicator-color';
      (dot as HTMLElement).style.background = this.text(name, index === this.at ? '#000000' : 'rgba(0,0,0,.3)');
    });
  }

  private play(): void {
    clearTimeout(this.timer);
    if (!this.flag('autoplay') || !this.isConnected) return;
    this.timer = window.setTimeout(
      () => {
        if (!document.hidden)
          this.go(this.flag('circular') || this.at < this.items().length - 1 ? this.at + 1 : 0, 'autoplay');
        this.play();
      },
      Math.max(200, this.number('interval', 5000)),
    );
  }

  private moved(event: PointerEvent): number {
    if (!this.begun) return 0;
    return this.flag('vertical') ? event.clientY - this.begun.y : event.clientX - this.begun.x;
  }
  private drag(event: PointerEvent): void {
    if (!this.begun || this.begun.id !== event.pointerId || this.flag('disable-touch')) return;
    const moved = this.moved(event);
    if (Math.abs(moved) < 5) return;
    this.setPointerCapture(event.pointerId);
    this.layOut(false, moved);
    this.emit('transition', this.flag('vertical') ? { dx: 0, dy: -moved } : { dx: -moved, dy: 0 });
  }
  private release(event: PointerEvent): void {
    if (!this.begun || this.begun.id !== event.pointerId) return;
    const moved = this.moved(event);
    const length = this.flag('vertical') ? this.clientHeight : this.clientWidth;
    this.begun = null;
    if (Math.abs(moved) > 5) this.go(Math.abs(moved) > length * SWIPE ? this.at - Math.sign(moved) : this.at, 'touch');
    this.play();
  }
}

class SwiperItem extends Builtin {}

export function defineSwiper(): void {
  define('swiper', Swiper);
  define('swiper-item', SwiperItem);
}
