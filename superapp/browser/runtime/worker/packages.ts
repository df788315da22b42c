// The scripts of subpackages: each file is loaded when something in it is first needed, or a little ahead where
// app.json's preloadRule asks for it. The frame's policy lets a worker run the files of the bundle's `logic` folder and
// nothing else, and a worker may wait for them, so `require` stays a plain call.

import { logicFile, type Meta, rootOf } from '../protocol/bundle.ts';
import { isObject } from '../protocol/json.ts';
import { importScript, later } from './natives.ts';
import { readingFrom } from './traces.ts';

const AHEAD_MS = 300; // after a page is shown: its own work comes first

const loaded = new Set(['']);
let packages: Meta['packages'] = [];
let rules: unknown;
let base = '';

/** assets: the address of the bundle, with its closing slash. there: scripts at hand; bundles of before bring them all. */
export function usePackages(meta: Meta, assets: string, there: Iterable<string>): void {
  packages = meta.packages;
  rules = meta.app['preloadRule'];
  base = assets;
  for (const id of there) loaded.add(rootOf(id, packages));
}

/** Whether app.js stays out of a page's way. */
export function standsAlone(file: string): boolean {
  const root = rootOf(file, packages);
  return packages.some((one) => one.root === root && one.independent);
}

/** Has the package of this script at hand. Throws when its file does not come; the next call tries again. */
export function fetchPackageOf(file: string): void {
  const root = rootOf(file, packages);
  if (loaded.has(root)) return;
  const name = logicFile(root);
  readingFrom(name);
  importScript(base + name.split('/').map(encodeURIComponent).join('/'));
  loaded.add(root);
}

/** What app.json wants at hand once this page is shown. */
export function preloadAfter(page: string): void {
  const rule = isObject(rules) ? (rules[page] ?? rules[`/${page}`]) : undefined;
  const wanted: unknown = isObject(rule) ? rule['packages'] : [];
  for (const one of Array.isArray(wanted) ? wanted : []) {
    const found = packages.find(({ root, name }) => root !== '' && (name === one || root === `${trimmed(one)}/`));
    if (found && !loaded.has(found.root)) later(() => quietly(found.root), AHEAD_MS);
  }
}

function trimmed(name: unknown): string {
  return String(name).replace(/^\/+|\/+$/g, '');
}

function quietly(root: string): void {
  try {
    fetchPackageOf(root);
  } catch {
    // Whoever needs it asks again, and is told.
  }
}
