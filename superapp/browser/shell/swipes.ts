// A finger that moves sideways. Whoever wants it says so with `onSwipe`: asked once it is clear that the finger goes to
// one side, the first that answers has the rest of the way. A finger that scrolls, selects, types, slides a slider or
// pulls at something that scrolls sideways itself is left alone, and so are the edges, which are the system's own way back.

/** Follows one finger. dx: from where it went down, in CSS pixels. */
export type Swipe = {
  moved(dx: number): void;
  /** speed: of the last moment, in pixels per millisecond; to the right is positive. Given up: both are 0. */
  ended(dx: number, speed: number): void;
};
export type Side = 'left' | 'right';
type Offer = (target: Element, side: Side) => Swipe | null;

const DECIDED_PX = 10;
const SIDEWAYS = 1.5; // so much further to the side than up or down
const EDGE_PX = 20;
const OWN = 'input, textarea, select, audio, video, canvas, dialog, [popover], sa-program';

const offers: Offer[] = [];
let over: AbortController | null = null;

export function onSwipe(offer: Offer): void {
  offers.push(offer);
}

document.addEventListener('pointerdown', (event) => {
  over?.abort(); // a second finger
  over = null;
  if (event.pointerType !== 'touch' || !event.isPrimary || !(event.target instanceof Element)) return;
  if (event.clientX < EDGE_PX || event.clientX > innerWidth - EDGE_PX || event.target.closest(OWN)) return;
  over = new AbortController();
  follow(event, event.target, over);
});

function follow(began: PointerEvent, target: Element, ending: AbortController): void {
  const { signal } = ending;
  let swipe: Swipe | null = null;
  let last = { x: began.clientX, at: began.timeStamp };
  let speed = 0;
  const moved = (event: PointerEvent): void => {
    const [dx, dy] = [event.clientX - began.clientX, event.clientY - began.clientY];
    if (!swipe) {
      if (Math.hypot(dx, dy) < DECIDED_PX) return;
      swipe = Math.abs(dx) > SIDEWAYS * Math.abs(dy) ? offered(target, dx < 0 ? 'left' : 'right') : null;
    }
    if (!swipe) {
      ending.abort();
      return;
    }
    speed = (event.clientX - last.x) / Math.max(1, event.timeStamp - last.at);
    last = { x: event.clientX, at: event.timeStamp };
    swipe.moved(dx);
  };
  const lifted = (event: PointerEvent): void => {
    const done = swipe;
    swipe = null;
    ending.abort();
    done?.ended(event.clientX - began.clientX, speed);
  };
  signal.addEventListener('abort', () => swipe?.ended(0, 0));
  document.addEventListener('pointermove', moved, { signal });
  document.addEventListener('pointerup', lifted, { signal });
  document.addEventListener('pointercancel', () => ending.abort(), { signal });
}

function offered(target: Element, side: Side): Swipe | null {
  if (getSelection()?.isCollapsed === false || scrollsItself(target, side)) return null;
  for (const offer of offers) {
    const swipe = offer(target, side);
    if (swipe) return swipe;
  }
  return null;
}

/** Something here has more to show on the side the finger pulls in from. */
function scrollsItself(target: Element, side: Side): boolean {
  for (let one: Element | null = target; one && !one.matches('.panes'); one = one.parentElement) {
    if (one.scrollWidth <= one.clientWidth || !/auto|scroll/.test(getComputedStyle(one).overflowX)) continue;
    const rest = side === 'right' ? one.scrollLeft : one.scrollWidth - one.clientWidth - one.scrollLeft;
    if (rest > 1) return true;
  }
  return false;
}
