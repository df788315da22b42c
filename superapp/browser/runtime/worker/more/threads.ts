// wx.createWorker: a second thread for a script of the `workers` folder. Its modules become the text of a Worker of its
// own, which inherits the policy of this one: no network, no `wx`, only messages. A program has one at a time.

import type { Kit, Options } from '../kit.ts';

type Listener = (message: unknown) => void;
type Scripts = { [id: string]: { requests: { [request: string]: string }; text: string } };

// Taken before any program code runs.
const { Worker: NativeWorker, Blob: NativeBlob, URL: NativeUrl } = globalThis;

export function threads(kit: Kit): Record<string, unknown> {
  let running = false;
  const createWorker = (path: unknown, _options?: Options): object => {
    if (running) throw new Error('createWorker:fail worker already exists, terminate it first');
    const scripts = kit.scripts(String(path ?? '').replace(/^\.?\//, ''));
    if (!scripts) throw new Error(`createWorker:fail ${path} is not a script of the workers folder`);
    running = true;
    const address = NativeUrl.createObjectURL(new NativeBlob([textOf(scripts)]));
    const thread = new NativeWorker(address);
    NativeUrl.revokeObjectURL(address);
    let heard: Listener | null = null;
    const waiting: unknown[] = [];
    const hear = (message: unknown): void => {
      if (!heard) return void waiting.push(message);
      try {
        heard(message);
      } catch (error) {
        kit.report('Worker.onMessage', error);
      }
    };
    thread.onmessage = ({ data }) => hear(data);
    thread.onerror = (event) => {
      event.preventDefault();
      kit.report('worker', new Error(event.message));
    };
    return {
      onMessage(listener: Listener) {
        heard = listener;
        for (const message of waiting.splice(0)) hear(message);
      },
      postMessage: (message: unknown) => thread.postMessage(message),
      terminate() {
        running = false;
        thread.terminate();
      },
      // Nobody but the program ends it.
      onProcessKilled: () => undefined,
      testOnProcessKilled: () => undefined,
    };
  };
  return { createWorker };
}

function textOf(scripts: Scripts): string {
  const modules = Object.entries(scripts).map(
    ([id, { requests, text }]) => `${JSON.stringify(id)}:[${JSON.stringify(requests)},${text}]`,
  );
  return `(${boot})({${modules.join()}},${JSON.stringify(Object.keys(scripts)[0])})`;
}

/** Runs as a text in the new thread, so it uses nothing of this file. */
function boot(
  modules: { [id: string]: [{ [request: string]: string }, (...parts: unknown[]) => void] },
  first: string,
) {
  const scope = self as unknown as DedicatedWorkerGlobalScope & { worker: unknown };
  const post = scope.postMessage.bind(scope);
  const loaded: { [id: string]: { exports: unknown } } = {};
  const waiting: unknown[] = [];
  let heard: Listener | null = null;
  scope.onmessage = ({ data }) => (heard ? heard(data) : void waiting.push(data));
  scope.worker = {
    onMessage(listener: Listener) {
      heard = listener;
      for (const message of waiting.splice(0)) listener(message);
    },
    postMessage: (message: unknown) => post(message),
  };
  const run = (id: string): unknown => {
    const known = loaded[id];
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    loaded[id] = module;
    const [requests, body] = modules[id] ?? [{}, () => undefined];
    const require = (request: string): unknown => {
      const found = requests[request];
      if (found === undefined || !modules[found])
        throw new Error(`module '${request}' is not defined, required from '${id}'`);
      return run(found);
    };
    const none = undefined;
    body(require, module, module.exports, {}, none, none, none, none, none, none, scope);
    return module.exports;
  };
  run(first);
}
