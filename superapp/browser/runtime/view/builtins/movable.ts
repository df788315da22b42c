// <movable-area> and <movable-view>: dragged inside the area's bounds.

import { Builtin, define } from './base.ts';

class MovableView extends Builtin {
  private place = { x: 0, y: 0 };
  private grip: { x: number; y: number } | null = null;

  constructor() {
    super();
    this.addEventListener('pointerdown', (event) => {
      if (this.flag('disabled')) return;
      this.grip = { x: event.clientX - this.place.x, y: event.clientY - this.place.y };
      this.setPointerCapture(event.pointerId);
    });
    this.addEventListener('pointermove', (event) => {
      if (this.grip) this.move(event.clientX - this.grip.x, event.clientY - this.grip.y, 'touch');
    });
    for (const type of ['pointerup', 'pointercancel']) {
      this.addEventListener(type, () => {
        this.grip = null;
      });
    }
  }
  connectedCallback(): void {
    queueMicrotask(() => this.move(this.number('x', 0), this.number('y', 0), '', true));
  }
  protected override changed(name: string): void {
    if ((name === 'x' || name === 'y') && this.isConnected)
      this.move(this.number('x', 0), this.number('y', 0), '', true);
  }
  private move(x: number, y: number, source: string, anyway = false): void {
    const area = this.closest('wx-movable-area');
    const direction = this.text('direction', 'none');
    const free = (name: string) => anyway || direction === 'all' || direction === name;
    const bound = (value: number, room: number) => Math.max(Math.min(0, room), Math.min(Math.max(0, room), value));
    const next = {
      x: free('horizontal') ? bound(x, (area?.clientWidth ?? 0) - this.offsetWidth) : this.place.x,
      y: free('vertical') ? bound(y, (area?.clientHeight ?? 0) - this.offsetHeight) : this.place.y,
    };
    if (next.x === this.place.x && next.y === this.place.y) return;
    this.place = next;
    this.style.transform = `translate(${next.x}px,${next.y}px)`;
    this.emit('change', { ...next, source });
  }
}

export function defineMovable(): void {
  define('movable-area', class extends Builtin {});
  define('movable-view', MovableView);
}
