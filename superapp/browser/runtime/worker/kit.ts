// What the second half of `wx` (worker/more) may use of the first. It is a bundle of its own, so it must not import
// modules that keep state: everything with state comes through here.

import { component as adapter } from 'glass-easel-miniprogram-adapter';
import type { Json, JsonObject } from '../protocol/json.ts';
import type { HostEvent, Launch } from '../protocol/messages.ts';
import { type Act, onAct } from './acts.ts';
import { callApp, type Enter, hear, unhear } from './app.ts';
import type { DrawnContext } from './backend/context.ts';
import { type DrawnNode, showFiles } from './backend/node.ts';
import { ask } from './backend/recorder.ts';
import { abortCall, callHost, type Exchanged, exchange, onHost } from './bridge.ts';
import { report } from './console.ts';
import { scripts } from './modules.ts';
import { later, soon } from './natives.ts';
import type { Stack } from './pages/stack.ts';
import { base64Of, bytesOf } from './wx/bytes.ts';
import { type NodeMaker, provide } from './wx/query.ts';
import { type Api, api, Failure, hostApi, type Options, refusal, tell } from './wx/settle.ts';

export type { Act, Api, DrawnNode, JsonObject, NodeMaker, Options };

export interface Kit {
  launch: Launch;
  stack: Stack;
  context: DrawnContext;
  entered: { now: Enter; first: Enter };
  /** An asynchronous function in the platform's convention: callbacks or a promise, `errMsg` set. */
  api(name: string, run: (options: Options) => unknown): Api;
  /** The same, answered by the host's ability of that name. */
  hostApi(name: string, pick?: (options: Options) => Options): Api;
  callHost(api: string, arg?: unknown): Promise<JsonObject> & { id: number };
  /** A call of the host with files, which are moved there; `id` for abortCall. */
  exchange(api: string, arg: unknown, bytes?: ArrayBuffer[]): { id: number; answer: Promise<Exchanged> };
  abortCall(id: number): void;
  /** Hears what the host tells by itself. */
  onHost(name: HostEvent, listener: (detail: JsonObject) => void): void;
  /** Hears, and plays, a moment of the app: `hear('onNetworkStatusChange', f)`. */
  hear(hook: string, listener: unknown): void;
  unhear(hook: string, listener: unknown): void;
  callApp(hook: string, argument: unknown): boolean;
  /** Calls success or fail, and complete; a callback that throws is reported. */
  tell(name: string, options: Options, how: 'success' | 'fail', result: Options): void;
  refusal(name: string, error: unknown): Options;
  failure(reason: string, errno?: number): Error;
  report(where: string, error: unknown): void;
  /** Asks a node of the view to do something (`measure.ts`); the answer is what the node's component returned. */
  act(node: DrawnNode, verb: string, arg: Json): Promise<Json>;
  /** Asks the view for something that is not plain data: a surface, a picture, a font (`view/graphics.ts`). */
  take(what: 'canvas' | 'picture' | 'font', node: DrawnNode | null, arg: Json): Promise<unknown>;
  /** First node that a selector finds in a component, or in the shown page. */
  find(selector: string, within?: unknown): DrawnNode | null;
  /** Answers what a component asks for first, by its name without the colon: `share`, `getPhoneNumber` … (acts.ts). */
  onAct(name: string, act: Act): void;
  /** What `.node()` or `.context()` of a selector query gives for a tag. */
  provide(tag: string, make: NodeMaker): void;
  /** How a path of the program's files becomes an address that the view can show. */
  showFiles(address: (path: string) => string | null): void;
  base64Of(data: ArrayBuffer | ArrayBufferView): string;
  bytesOf(base64: string): ArrayBuffer;
  /** Adds methods to every page and component instance. */
  extend(methods: object): void;
  /** A script of the program and all it requires, as texts (modules.ts). */
  scripts: typeof scripts;
  soon(run: () => void): void;
  later(run: () => void, ms: number): number;
}

/** Given by more.js: the whole `wx` from the half that is there. */
export type MakeMore = (kit: Kit, core: Record<string, unknown>) => Record<string, unknown>;

type Searched = { _$?: { getShadowRoot(): { querySelector(selector: string): Drawn | null } | null } };
type Drawn = { getBackendElement(): unknown };

export function makeKit(launch: Launch, context: DrawnContext, stack: Stack, entered: Kit['entered']): Kit {
  return {
    launch,
    stack,
    context,
    entered,
    api,
    hostApi,
    callHost,
    exchange,
    abortCall,
    onHost,
    hear,
    unhear,
    callApp,
    tell,
    refusal,
    failure: (reason, errno) => new Failure(reason, errno),
    report,
    act: (node, verb, arg) => new Promise((done) => ask('do', node.id, { verb, arg }, done)),
    take: (what, node, arg) => new Promise((done) => ask(what, node?.id ?? 0, arg, done)),
    find(selector, within) {
      const at = (within ?? stack.top?.instance) as Searched | undefined;
      return (at?._$?.getShadowRoot()?.querySelector(selector)?.getBackendElement() as DrawnNode | undefined) ?? null;
    },
    onAct,
    provide,
    showFiles,
    base64Of,
    bytesOf,
    extend: (methods) => void Object.assign(adapter.ComponentCaller.prototype, methods),
    scripts,
    soon,
    later,
  };
}
