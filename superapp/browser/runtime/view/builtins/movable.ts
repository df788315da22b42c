// <movable-area> and <movable-view>: dragged, thrown and scaled inside the area's bounds, by finger, mouse or keys.

import type { Json } from '../../protocol/json.ts';
import { draggable } from '../gesture.ts';
import { Builtin, define } from './base.ts';

type Source = '' | 'touch' | 'touch-out-of-bounds' | 'out-of-bounds' | 'friction';
type Place = { x: number; y: number };

const KEY_PX = 10;
const KEY_SCALE = 1.1;
const OUTSIDE_SHARE = 0.5; // of the way beyond a bound: it resists

class MovableArea extends Builtin {
  constructor() {
    super();
    // With scale-area two fingers anywhere in the area scale the view in it.
    this.addEventListener('touchmove', (event) => {
      const view = this.flag('scale-area') && event.touches.length === 2 ? this.querySelector('wx-movable-view') : null;
      if (view instanceof MovableView) view.pinch(event);
    });
  }
}

class MovableView extends Builtin {
  private place: Place = { x: 0, y: 0 };
  private scale = 1;
  private from: Place = { x: 0, y: 0 };
  private fingers = 0;
  private running = 0;
  private told = '';

  constructor() {
    super();
    draggable(this, {
      can: () => !this.flag('disabled') && this.direction !== 'none',
      axis: () => (this.direction === 'all' ? 'both' : this.direction === 'horizontal' ? 'x' : 'y'),
      down: () => cancelAnimationFrame(this.running),
      start: () => {
        this.from = { ...this.place };
        this.style.transition = 'none';
      },
      move: (dx, dy) => {
        const wanted = { x: this.from.x + this.way('x', dx), y: this.from.y + this.way('y', dy) };
        const inside = this.inside(wanted);
        const outside = inside.x !== wanted.x || inside.y !== wanted.y;
        this.emit(Math.abs(dx) > Math.abs(dy) ? 'htouchmove' : 'vtouchmove', {});
        if (!outside || !this.flag('out-of-bounds')) this.show(inside, 'touch');
        else {
          const pull = (name: 'x' | 'y') => inside[name] + (wanted[name] - inside[name]) * OUTSIDE_SHARE;
          this.show({ x: pull('x'), y: pull('y') }, 'touch-out-of-bounds');
        }
      },
      end: (vx, vy) => this.release(vx, vy),
    });
    this.addEventListener('touchmove', (event) => {
      if (event.touches.length === 2) this.pinch(event);
    });
    for (const type of ['touchend', 'touchcancel'] as const) {
      this.addEventListener(type, () => {
        this.fingers = 0;
      });
    }
    this.addEventListener('wheel', (event) => {
      if (!this.flag('scale') || !event.ctrlKey) return;
      event.preventDefault();
      this.zoom(this.scale * Math.exp(-event.deltaY / 200));
    });
    this.addEventListener('keydown', (event) => this.key(event));
  }

  connectedCallback(): void {
    this.tabIndex = this.direction === 'none' || this.flag('disabled') ? -1 : 0;
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group');
    this.setAttribute('aria-roledescription', 'movable');
    queueMicrotask(() => this.settle(false));
  }

  protected override changed(name: string): void {
    if (!this.isConnected) return;
    if (name === 'x' || name === 'y') this.settle(this.flag('animation', true));
    else if (name === 'scale-value') this.zoom(this.number('scale-value', 1));
    else this.tabIndex = this.direction === 'none' || this.flag('disabled') ? -1 : 0;
  }
  override styled(): void {
    this.draw();
  }

  /** Two fingers: their distance is the scale. */
  pinch(event: TouchEvent): void {
    const [one, two] = event.touches;
    if (!this.flag('scale') || !one || !two) return;
    const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    if (this.fingers > 0) this.zoom((this.scale * now) / this.fingers);
    this.fingers = now;
  }

  private get direction(): string {
    return this.text('direction', 'none');
  }
  private way(name: 'x' | 'y', moved: number): number {
    const other = name === 'x' ? 'vertical' : 'horizontal';
    return this.direction === other ? 0 : moved;
  }

  /** The nearest place within the area. A view larger than its area moves over the whole of itself. */
  private inside(wanted: Place): Place {
    const area = this.closest('wx-movable-area');
    const grown = this.scale - 1;
    const bound = (value: number, room: number, extra: number) =>
      Math.max(Math.min(0, room) + extra / 2, Math.min(Math.max(0, room) + extra / 2, value));
    const [w, h] = [this.offsetWidth, this.offsetHeight];
    return {
      x: bound(wanted.x, (area?.clientWidth ?? 0) - w * this.scale, w * grown),
      y: bound(wanted.y, (area?.clientHeight ?? 0) - h * this.scale, h * grown),
    };
  }

  private settle(animated: boolean): void {
    const next = this.inside({ x: this.number('x', 0), y: this.number('y', 0) });
    this.glide(next, '', animated);
  }

  private glide(to: Place, source: Source, animated: boolean): void {
    cancelAnimationFrame(this.running);
    const ms = Math.round(4_000 / Math.max(1, this.number('damping', 20)));
    this.style.transition = animated ? `transform ${ms}ms cubic-bezier(.2,.8,.3,1)` : 'none';
    this.show(to, source);
  }

  private show(to: Place, source: Source): void {
    this.place = to;
    this.draw();
    const [x, y] = [round(to.x), round(to.y)];
    const key = `${x} ${y}`;
    if (key === (this.told || '0 0')) return;
    this.told = key;
    this.values['x'] = x;
    this.values['y'] = y;
    this.emit('change', { x, y, source }, { x, y } as { [name: string]: Json });
  }

  private draw(): void {
    const { place, scale } = this;
    this.style.transform = `translate(${place.x}px,${place.y}px) scale(${scale})`;
    const free: { [direction: string]: string } = { all: 'none', horizontal: 'pan-y', vertical: 'pan-x' };
    this.style.touchAction = (this.flag('disabled') ? '' : free[this.direction]) || 'auto';
  }

  private release(vx: number, vy: number): void {
    const inside = this.inside(this.place);
    if (inside.x !== this.place.x || inside.y !== this.place.y) {
      this.glide(inside, 'out-of-bounds', true);
      return;
    }
    if (!this.flag('inertia')) return;
    // Speed falls by the friction: 2 stops within about half a second.
    const friction = Math.max(0.1, this.number('friction', 2)) / 400;
    let [speedX, speedY] = [this.way('x', vx), this.way('y', vy)];
    let last = performance.now();
    const step = (now: number) => {
      const ms = Math.min(32, now - last);
      last = now;
      const next = this.inside({ x: this.place.x + speedX * ms, y: this.place.y + speedY * ms });
      this.show(next, 'friction');
      speedX *= Math.exp(-friction * ms);
      speedY *= Math.exp(-friction * ms);
      if (Math.hypot(speedX, speedY) > 0.02) this.running = requestAnimationFrame(step);
    };
    this.running = requestAnimationFrame(step);
  }

  private zoom(wanted: number): void {
    const [least, most] = [Math.max(0.1, this.number('scale-min', 0.5)), Math.min(10, this.number('scale-max', 10))];
    const next = Math.min(most, Math.max(least, wanted));
    if (!this.flag('scale') || next === this.scale) return;
    this.scale = next;
    this.place = this.inside(this.place);
    this.draw();
    this.emit('scale', { x: round(this.place.x), y: round(this.place.y), scale: next });
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this || this.flag('disabled')) return;
    const moves: { [key: string]: [number, number] } = {
      ArrowLeft: [-KEY_PX, 0],
      ArrowRight: [KEY_PX, 0],
      ArrowUp: [0, -KEY_PX],
      ArrowDown: [0, KEY_PX],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      const to = { x: this.place.x + this.way('x', move[0]), y: this.place.y + this.way('y', move[1]) };
      this.glide(this.inside(to), 'touch', false);
    } else if (event.key === '+' || event.key === '-') {
      this.zoom(event.key === '+' ? this.scale * KEY_SCALE : this.scale / KEY_SCALE);
    }
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function defineMovable(): void {
  define('movable-area', MovableArea);
  define('movable-view', MovableView);
}
