// Counts what a program sends. A bounded number a second is ordinary; beyond it the program is stopped, so that a flood
// costs the host page one second at most.

export class Rate {
  private readonly most: number;
  private left: number;
  private until = 0;

  constructor(most: number) {
    this.most = most;
    this.left = most;
  }

  /** False when this second's share is used up. */
  take(): boolean {
    const now = performance.now();
    if (now >= this.until) {
      this.until = now + 1_000;
      this.left = this.most;
    }
    return this.left-- > 0;
  }
}
