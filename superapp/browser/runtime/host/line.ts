// A program's line to the server: its session, and calls in it. A program that was opened without a network has no
// session; its first call that gets through begins one, so that everything goes on by itself. Used by program.ts.

import type { JsonObject } from '../protocol/json.ts';
import type { Refusal } from '../protocol/messages.ts';
import type { OpenedProgram } from '../protocol/server.ts';
import { callServer, closeProgram, OpenFailed, openProgram, streamServer } from './wire.ts';

export class Line {
  private readonly opened: OpenedProgram;
  private readonly outdated: () => void;
  private beginning: Promise<string> | null = null;

  /** outdated: what runs is not what is released any more. */
  constructor(opened: OpenedProgram, outdated: () => void) {
    this.opened = opened;
    this.outdated = outdated;
  }

  // A page that is left has no time to wait: with a session, the request goes at once.
  call(api: string, arg: JsonObject, signal?: AbortSignal, outlives = false): Promise<JsonObject> {
    const { session } = this.opened;
    if (session) return callServer(session, api, arg, signal, outlives);
    return this.session(api).then((begun) => callServer(begun, api, arg, signal, outlives));
  }

  async stream(arg: JsonObject, signal: AbortSignal, heard: (part: JsonObject) => void): Promise<JsonObject> {
    return streamServer(await this.session('request'), arg, signal, heard);
  }

  /** Throws the refusal of `api` while there is no network. */
  session(api: string): Promise<string> {
    if (this.opened.session) return Promise.resolve(this.opened.session);
    this.beginning ??= this.begin(api).finally(() => {
      this.beginning = null;
    });
    return this.beginning;
  }

  close(): void {
    if (this.opened.session) closeProgram(this.opened.session);
  }

  private async begin(api: string): Promise<string> {
    const begun = await openProgram(this.opened.appid, '').catch((error: unknown) => {
      const why = error instanceof OpenFailed ? 'system error' : 'network is not reachable';
      throw { errno: 5, errMsg: `${api}:fail ${why}` } satisfies Refusal;
    });
    Object.assign(this.opened, { session: begun.session, capabilities: begun.capabilities });
    // Reviewed, released and loaded are one: who comes back to a newer version goes on in that one, once what was stored
    // meanwhile is there.
    if (begun.hash !== this.opened.hash) this.outdated();
    return begun.session;
  }
}
