// Asks the worker each second whether it still runs. A hidden page does not ask: browsers slow its timers down, and a
// late answer would look like a hang.

import { HANG_AFTER_MS, PING_EVERY_MS, START_WITHIN_MS } from '../protocol/limits.ts';

export class Heartbeat {
  private timer = 0;
  private deadline = 0;
  private n = 0;
  private readonly ping: (n: number) => void;
  private readonly hung: () => void;

  constructor(ping: (n: number) => void, hung: () => void) {
    this.ping = ping;
    this.hung = hung;
  }

  start(): void {
    this.stop();
    this.deadline = performance.now() + START_WITHIN_MS;
    this.timer = window.setInterval(() => this.beat(), PING_EVERY_MS);
  }
  stop(): void {
    clearInterval(this.timer);
  }
  /** Any message is a sign of life. */
  alive(): void {
    this.deadline = performance.now() + HANG_AFTER_MS;
  }
  wait(): void {
    this.alive();
  }

  private beat(): void {
    if (document.hidden) {
      this.alive();
      return;
    }
    this.ping(++this.n);
    if (performance.now() > this.deadline) {
      this.alive();
      this.hung();
    }
  }
}
