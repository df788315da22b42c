// One finger, one component: a drag belongs to the innermost component that wants its direction, and to nobody else
// until the finger is lifted. What was dragged is not tapped. Used by swiper, movable-view, scroll-view and map.

const SLOP_PX = 6;
const SAMPLE_MS = 80; // of the last movement decide about its speed
const CLICK_AFTER_MS = 20; // the click of a mouse that is lifted bears the time of the lifting

export type Dragging = {
  /** Whether a press here may become a drag. */
  can(event: PointerEvent): boolean;
  axis(): 'x' | 'y' | 'both';
  start?(event: PointerEvent): void;
  move(dx: number, dy: number, event: PointerEvent): void;
  /** Speed in pixels a millisecond. */
  end(vx: number, vy: number): void;
  /** Finger down and up, dragged or not. */
  down?(): void;
  up?(): void;
};

type Sample = { x: number; y: number; at: number };

let owner: { id: number; target: HTMLElement } | null = null;
let endedAt = Number.NEGATIVE_INFINITY;

/** Whether this click only ends a drag. */
export function wasDragged(click: Event): boolean {
  return owner !== null || Math.abs(click.timeStamp - endedAt) < CLICK_AFTER_MS;
}

export function draggable(target: HTMLElement, hand: Dragging): void {
  let begun: { id: number; x: number; y: number } | null = null;
  let samples: Sample[] = [];
  const mine = () => owner?.target === target;

  const move = (event: PointerEvent) => {
    if (begun?.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - begun.x, event.clientY - begun.y];
    if (!mine()) {
      if (owner || !wants(hand.axis(), dx, dy)) return;
      owner = { id: event.pointerId, target };
      target.setPointerCapture(event.pointerId);
      hand.start?.(event);
    }
    samples.push({ x: event.clientX, y: event.clientY, at: event.timeStamp });
    hand.move(dx, dy, event);
  };
  const lift = (event: PointerEvent) => {
    if (begun?.id !== event.pointerId) return;
    begun = null;
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', lift);
    removeEventListener('pointercancel', lift);
    if (mine()) {
      owner = null;
      endedAt = event.timeStamp;
      const recent = samples.filter((one) => event.timeStamp - one.at < SAMPLE_MS);
      const [first, last] = [recent[0], recent.at(-1)];
      const ms = first && last ? last.at - first.at : 0;
      const speed = (name: 'x' | 'y') => (first && last && ms > 0 ? (last[name] - first[name]) / ms : 0);
      hand.end(speed('x'), speed('y'));
    }
    hand.up?.();
  };
  // The innermost hears the press first, so its movements come first too. A fast mouse leaves the element at once.
  target.addEventListener('pointerdown', (event) => {
    if (begun || event.button !== 0 || !hand.can(event)) return;
    begun = { id: event.pointerId, x: event.clientX, y: event.clientY };
    samples = [];
    if (owner?.id === event.pointerId) owner = null;
    addEventListener('pointermove', move);
    addEventListener('pointerup', lift);
    addEventListener('pointercancel', lift);
    hand.down?.();
  });
}

function wants(axis: 'x' | 'y' | 'both', dx: number, dy: number): boolean {
  const [x, y] = [Math.abs(dx), Math.abs(dy)];
  if (axis === 'both') return Math.max(x, y) > SLOP_PX;
  return axis === 'x' ? x > SLOP_PX && x > y : y > SLOP_PX && y > x;
}
