// Makes what programs pass to Component, Page and Behavior acceptable to glass-easel where WeChat is more lenient:
// behaviours named by address, property types given as lists, observers that name a missing method.

import { isObject } from '../protocol/json.ts';

type Definition = Record<string, unknown>;
type KnownBehaviors = { [name: string]: unknown };

const TYPES: readonly unknown[] = [String, Number, Boolean, Object, Array, Function, null];

export function tolerant(given: unknown, known: KnownBehaviors): Definition {
  const def: Definition = isObject(given) ? { ...given } : {};
  const methods = isObject(def['methods']) ? def['methods'] : {};
  if (Array.isArray(def['behaviors'])) {
    def['behaviors'] = def['behaviors'].map((one) => (typeof one === 'string' ? known[one] : one)).filter(Boolean);
  }
  if (isObject(def['properties'])) {
    def['properties'] = mapped(def['properties'], (value) => property(value, methods));
  }
  if (isObject(def['observers'])) {
    def['observers'] = mapped(def['observers'], (value) => callable(value, methods) ?? nothing);
  }
  for (const group of ['lifetimes', 'pageLifetimes']) {
    if (isObject(def[group])) def[group] = kept(def[group] as Definition, (value) => typeof value === 'function');
  }
  if (isObject(def['methods'])) def['methods'] = kept(methods, (value) => typeof value === 'function');
  return def;
}

function property(value: unknown, methods: Definition): unknown {
  if (Array.isArray(value)) return { type: known(value[0]), optionalTypes: value.slice(1).map(known) };
  if (!isObject(value)) return known(value);
  const out: Definition = { ...value };
  if (Array.isArray(out['type'])) {
    out['optionalTypes'] = (out['type'] as unknown[]).slice(1).map(known);
    out['type'] = (out['type'] as unknown[])[0];
  }
  out['type'] = known(out['type']);
  if (out['optionalTypes'] !== undefined) {
    out['optionalTypes'] = Array.isArray(out['optionalTypes'])
      ? out['optionalTypes'].map(known)
      : [known(out['optionalTypes'])];
  }
  if ('observer' in out) {
    const observer = callable(out['observer'], methods);
    if (observer) out['observer'] = observer;
    else delete out['observer'];
  }
  return out;
}

function known(type: unknown): unknown {
  return TYPES.includes(type) ? type : null;
}

function callable(value: unknown, methods: Definition): unknown {
  if (typeof value === 'function') return value;
  return typeof value === 'string' && typeof methods[value] === 'function' ? methods[value] : null;
}

function mapped(from: Definition, change: (value: unknown) => unknown): Definition {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value)]));
}

function kept(from: Definition, test: (value: unknown) => boolean): Definition {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => test(value)));
}

function nothing(): void {}
