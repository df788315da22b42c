// npm packages that an upload carries in node_modules, laid out as the platform's tools would build them: under
// miniprogram_npm, a package for mini-programs with the files of its `miniprogram` folder, any other with the scripts
// that its main entry may ask for. Nothing is copied or bundled: a table says which file of the upload stands at which
// path. What miniprogram_npm holds already is left alone. Called by sources.ts.
import type { JsonObject } from '../runtime/protocol/bundle.ts';
import { isObject } from '../runtime/protocol/json.ts';

export interface Libraries {
  /** Path in the program -> file in the upload. */
  files: Map<string, string>;
  /** `miniprogram_npm/<package>` -> path in the program of its main entry. */
  mains: Map<string, string>;
  /** Paths that count only when something requires them. */
  scripts: Set<string>;
}

const PACKAGES_MAX = 1000;
const IN_PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+\/)/;

/** all: every file of the upload. prefix: folder of app.json. read: the object in a JSON file, empty when it has none. */
export function findLibraries(
  all: ReadonlyMap<string, number>,
  prefix: string,
  read: (file: string) => JsonObject,
): Libraries {
  const libraries: Libraries = { files: new Map(), mains: new Map(), scripts: new Set() };
  const home = all.has(`${prefix}package.json`) ? prefix : '';
  if (!all.has(`${home}package.json`)) return libraries;
  const filesOf = byPackage(all);
  const built = builtAlready(all, prefix);
  const waiting = dependencies(read(`${home}package.json`)).map((name) => ({ name, from: home }));
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined && seen.size < PACKAGES_MAX; next = waiting.shift()) {
    const folder = locate(next.from, next.name, filesOf);
    if (folder === null || seen.has(folder)) continue;
    seen.add(folder);
    const about = read(`${folder}package.json`);
    waiting.push(...dependencies(about).map((name) => ({ name, from: folder })));
    const target = folder.slice(home.length).replaceAll('node_modules/', 'miniprogram_npm/');
    if (!built.has(target)) layOut(libraries, folder, target, about, filesOf.get(folder) ?? []);
  }
  return libraries;
}

function dependencies(about: JsonObject): string[] {
  return isObject(about.dependencies) ? Object.keys(about.dependencies) : [];
}

/** Files by the folder of the innermost package they belong to. */
function byPackage(all: ReadonlyMap<string, number>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of all.keys()) {
    const folder = IN_PACKAGE.exec(file)?.[1];
    if (folder === undefined) continue;
    const list = found.get(folder);
    if (list === undefined) found.set(folder, [file]);
    else list.push(file);
  }
  return found;
}

/** `miniprogram_npm/<package>/` of each package that the developer has built. */
function builtAlready(all: ReadonlyMap<string, number>, prefix: string): Set<string> {
  const found = new Set<string>();
  for (const file of all.keys()) {
    const path = file.startsWith(prefix) ? file.slice(prefix.length) : '';
    const folder = /^miniprogram_npm\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0];
    if (folder !== undefined) found.add(folder);
  }
  return found;
}

/** As Node looks: node_modules of the folder itself, then of each package around it. */
function locate(from: string, name: string, filesOf: Map<string, string[]>): string | null {
  for (let at = from; ; ) {
    const folder = `${at}node_modules/${name}/`;
    if (filesOf.has(folder)) return folder;
    const around = at.replace(/node_modules\/(?:@[^/]+\/)?[^/]+\/$/, '');
    if (around === at) return null;
    at = around;
  }
}

function layOut(libraries: Libraries, folder: string, target: string, about: JsonObject, files: string[]): void {
  const { miniprogram } = about;
  const inner = `${folder}${typeof miniprogram === 'string' ? trimmed(miniprogram) : 'miniprogram_dist'}/`;
  const own = files.filter((file) => file.startsWith(inner));
  for (const file of own) libraries.files.set(target + file.slice(inner.length), file);
  if (own.length > 0) return;
  const scripts = files.filter((file) => /\.(c?js|mjs|json)$/.test(file));
  for (const file of scripts) {
    const path = target + file.slice(folder.length);
    libraries.files.set(path, file);
    libraries.scripts.add(path);
  }
  const main = mainOf(about, target, libraries.scripts);
  if (main !== null) libraries.mains.set(target.slice(0, -1), main);
}

function mainOf(about: JsonObject, target: string, scripts: Set<string>): string | null {
  const named = [about.main, about.module, 'index.js'].filter((one) => typeof one === 'string');
  const candidates = named.flatMap((one) => {
    const path = target + trimmed(one);
    return [path, `${path}.js`, `${path}.json`, `${path.replace(/\/$/, '')}/index.js`];
  });
  return candidates.find((path) => scripts.has(path)) ?? null;
}

function trimmed(path: string): string {
  return path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
}
