// A program's storage writes on their way to the server. One request at a time, so that the last write of a key is the
// one that stays; a newer write of a key replaces one that still waits. Who leaves the page leaves no write behind: what
// waits is sent at once, and requests outlive the page. Without network a write waits for it.

import { isObject, type JsonObject } from '../protocol/json.ts';
import { REACHED } from './surroundings.ts';

type Send = (api: string, arg: JsonObject) => Promise<unknown>;

const OFFLINE = /network is not reachable$/;

export class StorageWrites {
  private readonly waiting = new Map<string, string | null>(); // null: removed
  private clear = false;
  private busy = false;
  private stuck = false;
  private idle: (() => void)[] = [];
  private readonly send: Send;

  constructor(send: Send) {
    this.send = send;
  }

  set(key: string, data: string | null): void {
    this.waiting.set(key, data);
    this.go();
  }
  clearAll(): void {
    this.waiting.clear();
    this.clear = true;
    this.go();
  }
  /** The network may be there again. */
  go(): void {
    this.stuck = false;
    void this.next();
  }
  /** The page goes away: nothing waits for an answer any more. */
  leave(): void {
    for (let one = this.take(); one; one = this.take()) void this.send(...one).catch(() => undefined);
  }
  /** Once everything that waits has been tried. */
  sent(): Promise<void> {
    this.go();
    return this.settled();
  }
  /** Once nothing is under way that could still arrive. */
  settled(): Promise<void> {
    return this.busy ? new Promise((done) => this.idle.push(done)) : Promise.resolve();
  }

  private take(): [string, JsonObject] | null {
    if (this.clear) {
      this.clear = false;
      return ['clearStorage', {}];
    }
    for (const [key, data] of this.waiting) {
      this.waiting.delete(key);
      return data === null ? ['removeStorage', { key }] : ['setStorage', { key, data }];
    }
    return null;
  }

  private async next(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let one = this.take(); one; one = this.stuck ? null : this.take()) {
      try {
        await this.send(...one);
      } catch (error) {
        // Any other refusal is the server's last word.
        if (isObject(error) && OFFLINE.test(String(error['errMsg']))) this.putBack(...one);
      }
    }
    this.busy = false;
    for (const done of this.idle.splice(0)) done();
  }

  private putBack(api: string, arg: JsonObject): void {
    this.stuck = true;
    const key = String(arg['key']);
    if (api === 'clearStorage') this.clear = true;
    else if (!this.clear && !this.waiting.has(key))
      this.waiting.set(key, api === 'setStorage' ? String(arg['data']) : null);
  }
}

/** Sends what waits when the page goes or the network comes; returns what ends that. */
export function watchLeaving(writes: StorageWrites): () => void {
  const [leave, go] = [() => writes.leave(), () => writes.go()];
  addEventListener('pagehide', leave);
  addEventListener('online', go);
  addEventListener(REACHED, go);
  return () => {
    removeEventListener('pagehide', leave);
    removeEventListener('online', go);
    removeEventListener(REACHED, go);
  };
}
