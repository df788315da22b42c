// A column of rows of which the middle one is chosen: turned by finger, mouse wheel or arrow keys, read out as a value.
// Used by <picker> (rows of ours) and <picker-view> (rows of the program).

const SETTLE_MS = 120;

export type Turning = {
  /** The element that scrolls; its rows are its children. */
  column: HTMLElement;
  count(): number;
  rowHeight(): number;
  text(index: number): string;
  turning?(): void;
  settled(index: number): void;
};

export class Wheel {
  private readonly hand: Turning;
  private timer = 0;
  private moving = false;
  private wanted = 0;

  constructor(hand: Turning) {
    this.hand = hand;
    const { column } = hand;
    column.tabIndex = 0;
    column.setAttribute('role', 'spinbutton');
    column.addEventListener('scroll', () => this.scrolled());
    column.addEventListener('keydown', (event) => this.key(event));
    column.addEventListener('click', (event) => {
      let row = event.target as HTMLElement;
      while (row.parentElement && row.parentElement !== column) row = row.parentElement;
      const index = [...column.children].indexOf(row);
      if (index >= 0) this.turn(index);
    });
  }

  get index(): number {
    return Math.max(0, Math.min(this.hand.count() - 1, Math.round(this.hand.column.scrollTop / this.height)));
  }
  /** Shows a row at once; nobody is told. */
  go(index: number): void {
    this.wanted = Math.max(0, Math.min(this.hand.count() - 1, index));
    this.hand.column.scrollTop = this.wanted * this.height;
    this.say(this.wanted);
  }
  /** Where it stands once it has come to rest. */
  get chosen(): number {
    return this.moving ? this.index : Math.max(0, Math.min(this.hand.count() - 1, this.wanted));
  }

  private get height(): number {
    return this.hand.rowHeight() || 1;
  }
  private turn(index: number): void {
    const to = Math.max(0, Math.min(this.hand.count() - 1, index));
    this.hand.column.scrollTo({ top: to * this.height, behavior: 'smooth' });
    this.say(to);
  }
  private scrolled(): void {
    if (!this.moving && Math.abs(this.hand.column.scrollTop - this.wanted * this.height) < 1) return;
    if (!this.moving) {
      this.moving = true;
      this.hand.turning?.();
    }
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.moving = false;
      this.wanted = this.index;
      this.say(this.wanted);
      this.hand.settled(this.wanted);
    }, SETTLE_MS);
  }
  private key(event: KeyboardEvent): void {
    const now = Number(this.hand.column.getAttribute('aria-valuenow')) || 0;
    const steps: { [key: string]: number } = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      PageDown: now + 5,
      PageUp: now - 5,
    };
    const to = { ...steps, Home: 0, End: this.hand.count() - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.turn(to);
  }
  private say(index: number): void {
    const { column } = this.hand;
    column.setAttribute('aria-valuenow', String(index));
    column.setAttribute('aria-valuemin', '0');
    column.setAttribute('aria-valuemax', String(Math.max(0, this.hand.count() - 1)));
    column.setAttribute('aria-valuetext', this.hand.text(index));
  }
}
