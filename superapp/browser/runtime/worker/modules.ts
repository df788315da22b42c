// The program's module system: `__mp.d` defines, `require` runs a module once. A module that throws is reported and
// leaves its exports as far as they came; the others still load. Requests the compiler did not see are resolved here.

import { type Define, type Meta, type ModuleBody, moduleCandidates, type Require } from '../protocol/bundle.ts';
import { report } from './console.ts';
import { fetchPackageOf } from './packages.ts';
import { startsAt } from './traces.ts';

export type ModuleGlobals = {
  [name in 'wx' | 'App' | 'Page' | 'Component' | 'Behavior' | 'getApp' | 'getCurrentPages']: unknown;
};

const defined = new Map<string, { requests: { [request: string]: string }; body: ModuleBody }>();
const cache = new Map<string, { exports: unknown }>();
let globals: ModuleGlobals;
let aliases: Meta['aliases'] = {};

export function useGlobals(given: ModuleGlobals): void {
  globals = given;
}

export function useAliases(meta: Meta): void {
  aliases = meta.aliases ?? {};
}

export const define: Define = (id, requests, body, line, lines) => {
  defined.set(id, { requests, body });
  startsAt(id, line, lines);
};

export function requireModule(id: string): unknown {
  const cached = cache.get(id);
  if (cached) return cached.exports;
  const found = definition(id);
  if (!found) throw new Error(`module '${id}' is not defined`);
  const module: { exports: unknown } = { exports: {} };
  cache.set(id, module);
  const { wx, App, Page, Component, Behavior, getApp, getCurrentPages } = globals;
  try {
    found.body.call(
      undefined,
      requireFor(id, found.requests),
      module,
      module.exports,
      wx,
      App,
      Page,
      Component,
      Behavior,
      getApp,
      getCurrentPages,
      globalThis,
    );
  } catch (error) {
    report(`module ${id}`, error);
  }
  return module.exports;
}

/** Ids of the scripts at hand. */
export function scriptsThere(): Iterable<string> {
  return defined.keys();
}

/** Has a script at hand, with its package. Throws when the package does not come. */
export function definition(id: string) {
  if (!defined.has(id)) fetchPackageOf(id);
  return defined.get(id);
}

/** A script and all it requires, itself first, as texts; null when there is no such script. */
export function scripts(
  id: string,
): { [id: string]: { requests: { [request: string]: string }; text: string } } | null {
  const found: ReturnType<typeof scripts> = {};
  for (const waiting = [id, `${id}.js`, `${id}.ts`].filter(definition).slice(0, 1); ; ) {
    const next = waiting.shift();
    if (next === undefined) return Object.keys(found).length > 0 ? found : null;
    const one = definition(next);
    if (!one || found[next]) continue;
    found[next] = { requests: one.requests, text: String(one.body) };
    waiting.push(...Object.values(one.requests));
  }
}

function requireFor(from: string, requests: { [request: string]: string }): Require {
  const resolve = (request: string): string => {
    const known = Object.hasOwn(requests, request) ? requests[request] : undefined;
    const id = known ?? moduleCandidates(from, String(request), aliases).find(definition);
    if (id === undefined) throw new Error(`module '${request}' is not defined, required from '${from}'`);
    return id;
  };
  const require: Require = (request) => requireModule(resolve(request));
  require.async = async (request) => requireModule(resolve(request));
  return require;
}
