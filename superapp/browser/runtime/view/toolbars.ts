// What a program calls a toolbar is one stop of the Tab key, and arrows move inside of it, as people know it from other
// toolbars: a hall of two hundred seats is passed with one key. Arrows go by where things stand, so rows work too.

const CELL = '[role=button],[role=checkbox],[role=radio],[role=switch],[role=link]';
const ARROWS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Called with what has just become a stop: inside of a toolbar there is one alone. */
export function oneStop(target: HTMLElement): void {
  const bar = target.closest<HTMLElement>('[role=toolbar]');
  if (bar && cells(bar).some((one) => one !== target && one.tabIndex === 0)) target.tabIndex = -1;
}

export function watchToolbars(): void {
  // Whatever gets the focus, also by a finger or a pointer, is the stop from then on.
  document.addEventListener('focusin', ({ target }) => {
    const bar = target instanceof HTMLElement ? target.closest<HTMLElement>('[role=toolbar]') : null;
    if (!bar || !(target as HTMLElement).matches(CELL)) return;
    for (const one of cells(bar)) one.tabIndex = one === target ? 0 : -1;
  });
  document.addEventListener('keydown', (event) => {
    const way = ARROWS[event.key];
    const { target } = event;
    if (!way || !(target instanceof HTMLElement) || !target.matches(CELL) || event.defaultPrevented) return;
    const bar = target.closest<HTMLElement>('[role=toolbar]');
    if (!bar) return;
    event.preventDefault();
    nearest(target, cells(bar), way)?.focus();
  });
}

function cells(bar: HTMLElement): HTMLElement[] {
  return [...bar.querySelectorAll<HTMLElement>(CELL)].filter((one) => one.hasAttribute('tabindex'));
}

/** The next one that way: in the same line for a step aside, in the next line and closest for a step up or down. */
function nearest(from: HTMLElement, all: HTMLElement[], [x, y]: [number, number]): HTMLElement | undefined {
  const here = from.getBoundingClientRect();
  let [found, least]: [HTMLElement | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const one of all) {
    const there = one.getBoundingClientRect();
    const [dx, dy] = [there.left - here.left, there.top - here.top];
    const [along, aside] = x ? [dx * x, Math.abs(dy)] : [dy * y, Math.abs(dx)];
    if (along < 1 || (x && aside > here.height / 2)) continue;
    const distance = along * 100 + aside; // a nearer line always wins
    if (distance < least) [found, least] = [one, distance];
  }
  return found;
}
