// The browser's own functions, taken before any program code runs. A program shares this realm and may replace globals;
// the runtime keeps working with what it took here. Nothing in this file is reachable from program code by name.

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

export const post = scope.postMessage.bind(scope) as (message: unknown) => void;
export const listen = scope.addEventListener.bind(scope);
export const importScript = scope.importScripts.bind(scope);
export const later = scope.setTimeout.bind(scope);
export const soon = scope.queueMicrotask.bind(scope);
export const clock = scope.performance.now.bind(scope.performance);
