// How a component shares styles with the page around it. The platform takes the answer from the component's JSON or
// from `options` in its script; glass-easel's adapter looks at the JSON only and class names are prefixed at compile
// time, so it is decided here. Called by program.ts.
import type { JsonObject } from '../runtime/protocol/bundle.ts';
import type { Module } from './scripts.ts';

const MODES = ['isolated', 'apply-shared', 'shared', 'page-isolated', 'page-apply-shared', 'page-shared'] as const;
export type Isolation = (typeof MODES)[number];

/** How far to look for the module that calls Component(): libraries keep it a step or two away. */
const HOPS_MAX = 3;

export function isolationOf(
  json: JsonObject,
  isPage: boolean,
  script: string | null,
  modules: Map<string, Module>,
): Isolation {
  return asMode(json.styleIsolation) ?? fromScript(script, modules) ?? (isPage ? 'shared' : fallback(json));
}

export function isShared(isolation: Isolation): boolean {
  return isolation === 'shared' || isolation === 'page-shared';
}

function fallback(json: JsonObject): Isolation {
  return json.addGlobalClass === true ? 'apply-shared' : 'isolated';
}

/** The component's own options, else those of the nearest module it requires that calls Component() for it. */
function fromScript(script: string | null, modules: Map<string, Module>): Isolation | null {
  let level = script === null ? [] : [script];
  const seen = new Set<string>();
  for (let hops = 0; hops <= HOPS_MAX && level.length > 0; hops++) {
    const found = level.flatMap((id) => modules.get(id) ?? []).filter((module) => !seen.has(module.id));
    for (const module of found) {
      seen.add(module.id);
      if (hops > 0 && !module.facts?.definesComponent) continue;
      const mode = asMode(module.facts?.styleIsolation) ?? (module.facts?.addGlobalClass ? 'apply-shared' : null);
      if (mode !== null) return mode;
    }
    // A script that calls Component() itself does not hand its options to another.
    if (hops === 0 && found[0]?.facts?.definesComponent) return null;
    level = found.flatMap((module) => Object.values(module.requests));
  }
  return null;
}

function asMode(value: unknown): Isolation | null {
  return MODES.find((mode) => mode === value) ?? null;
}
