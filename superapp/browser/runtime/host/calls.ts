// Answers a program's calls: capability, ability, argument, in-flight bound; each can be aborted. What an ability throws
// becomes the refusal the program sees, never a stack of ours.

import { isObject, type Json, type JsonObject } from '../protocol/json.ts';
import { CALLS_IN_FLIGHT_MAX, REQUESTS_IN_FLIGHT_MAX } from '../protocol/limits.ts';
import type { HostToWorker, Refusal } from '../protocol/messages.ts';
import { read } from '../protocol/validate.ts';
import { type Context, WithFiles } from './abilities/ability.ts';
import { ABILITIES, NEED_CAPABILITY } from './abilities/index.ts';

type Waiting = { id: number; api: string; arg: JsonObject; bytes: ArrayBuffer[] };

export class Calls {
  private readonly running = new Map<number, { api: string; abort: AbortController }>();
  private readonly queue: Waiting[] = [];
  private readonly capabilities: Set<string>;
  private readonly context: (api: string, signal: AbortSignal, bytes: ArrayBuffer[]) => Context;
  private readonly reply: (message: HostToWorker) => void;

  constructor(
    capabilities: string[],
    context: (api: string, signal: AbortSignal, bytes: ArrayBuffer[]) => Context,
    reply: (message: HostToWorker) => void,
  ) {
    this.capabilities = new Set(capabilities);
    this.context = context;
    this.reply = reply;
  }

  call(id: number, api: string, arg: Json, bytes: ArrayBuffer[]): void {
    if (!Object.hasOwn(ABILITIES, api)) {
      this.refuse(id, { errno: 3, errMsg: `${api}:fail not supported` });
      return;
    }
    if (NEED_CAPABILITY.has(api) && !this.capabilities.has(api)) {
      this.refuse(id, { errno: 3, errMsg: `${api}:fail no permission` });
      return;
    }
    if (this.running.has(id)) return;
    if (this.running.size >= CALLS_IN_FLIGHT_MAX) {
      this.refuse(id, { errno: 9, errMsg: `${api}:fail too many calls` });
      return;
    }
    // More requests than the platform runs at once wait their turn.
    if (api === 'request' && this.requests() >= REQUESTS_IN_FLIGHT_MAX && this.queue.length < CALLS_IN_FLIGHT_MAX) {
      this.queue.push({ id, api, arg: read.object(arg), bytes });
      return;
    }
    void this.run(id, api, read.object(arg), bytes);
  }

  abort(id: number): void {
    const at = this.queue.findIndex((one) => one.id === id);
    if (at >= 0) {
      this.queue.splice(at, 1);
      this.refuse(id, { errno: 1, errMsg: 'request:fail abort' });
    } else this.running.get(id)?.abort.abort();
  }

  abortAll(): void {
    this.queue.length = 0;
    for (const one of this.running.values()) if (one.api === 'request') one.abort.abort();
  }

  private requests(): number {
    return [...this.running.values()].filter((one) => one.api === 'request').length;
  }

  private async run(id: number, api: string, arg: JsonObject, bytes: ArrayBuffer[]): Promise<void> {
    const abort = new AbortController();
    this.running.set(id, { api, abort });
    try {
      const ability = ABILITIES[api];
      const answer = ability ? await ability(this.context(api, abort.signal, bytes), arg) : {};
      if (answer instanceof WithFiles) this.reply({ kind: 'reply', id, ok: answer.ok, bytes: answer.bytes });
      else this.reply({ kind: 'reply', id, ok: answer });
    } catch (error) {
      this.refuse(id, refusalOf(api, error));
    } finally {
      this.running.delete(id);
      const next = this.queue.shift();
      if (next) void this.run(next.id, next.api, next.arg, next.bytes);
    }
  }

  private refuse(id: number, refused: Refusal): void {
    this.reply({ kind: 'refused', id, refused });
  }
}

function refusalOf(api: string, error: unknown): Refusal {
  if (isObject(error) && typeof error['errMsg'] === 'string') {
    return { errno: Number(error['errno']) || 1, errMsg: error['errMsg'] };
  }
  console.error(`ability ${api}`, error);
  return { errno: 5, errMsg: `${api}:fail system error` };
}
