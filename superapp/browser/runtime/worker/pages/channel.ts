// The two-way channel between a page and the page it opened with wx.navigateTo. What is emitted before anybody listens
// waits for the first listener.

type Listener = (...args: unknown[]) => void;

export class EventChannel {
  private readonly listeners = new Map<string, { call: Listener; once: boolean }[]>();
  private readonly waiting = new Map<string, unknown[][]>();

  on(name: string, listener: Listener): void {
    this.add(name, listener, false);
  }
  once(name: string, listener: Listener): void {
    this.add(name, listener, true);
  }
  off(name: string, listener?: Listener): void {
    const kept = listener ? (this.listeners.get(name) ?? []).filter((one) => one.call !== listener) : [];
    this.listeners.set(name, kept);
  }
  emit(name: string, ...args: unknown[]): void {
    const heard = this.listeners.get(name) ?? [];
    if (heard.length === 0) this.waiting.set(name, [...(this.waiting.get(name) ?? []), args]);
    this.listeners.set(
      name,
      heard.filter((one) => !one.once),
    );
    for (const one of heard) one.call(...args);
  }

  private add(name: string, listener: Listener, once: boolean): void {
    if (typeof listener !== 'function') return;
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), { call: listener, once }]);
    const waiting = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    for (const args of waiting) this.emit(name, ...args);
  }
}

/** Two ends; what one emits the other hears. */
export function channelPair(): [EventChannel, EventChannel] {
  const [near, far] = [new EventChannel(), new EventChannel()];
  const [hearNear, hearFar] = [near.emit.bind(near), far.emit.bind(far)];
  near.emit = hearFar;
  far.emit = hearNear;
  return [near, far];
}
