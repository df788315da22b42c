// The uploaded folder as the compiler sees it: a fixed list of plain files below one root, read once. Paths are
// relative to the program's root, with `/` and no leading slash. Symbolic links, devices and odd names are not listed,
// so nothing outside the folder can be named by any path a program contains.
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type JsonObject, normalise } from '../runtime/protocol/bundle.ts';
import { isObject } from '../runtime/protocol/json.ts';
import type { Report } from './diagnostics.ts';
import { parseLoose } from './json.ts';
import { findLibraries, type Libraries } from './npm.ts';

const FILES_MAX = 20_000;
/** Below node_modules, where a developer's folder has all of its tools; few of them are read. */
const INSTALLED_FILES_MAX = 200_000;
const DEPTH_MAX = 32;
/** A text file this long is a mistake or an attack; a whole package has 2 MB on the platform. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
const PACKAGE_JSON_BYTES_MAX = 1024 * 1024;

export class Sources {
  private readonly sizes = new Map<string, number>();
  private readonly texts = new Map<string, string>();
  /** Texts that the compile has asked for; what is in no such text and is no asset is of no use to the program. */
  readonly asked = new Set<string>();
  /** Folder of app.json in the upload, with a closing slash; '' when it is the top. */
  readonly prefix: string;
  readonly base: string;
  readonly report: Report;
  /** npm packages of the upload, at the paths where the program looks for them. */
  private readonly libraries: Libraries;

  constructor(base: string, prefix: string, all: Map<string, number>, libraries: Libraries, report: Report) {
    this.base = base;
    this.prefix = prefix;
    this.report = report;
    this.libraries = libraries;
    for (const [name, size] of all) {
      const isOurs = name.startsWith(prefix) && !name.includes('node_modules/');
      if (isOurs) this.sizes.set(name.slice(prefix.length), size);
    }
    for (const [name, real] of libraries.files) this.sizes.set(name, all.get(real) ?? 0);
  }

  has(file: string): boolean {
    return this.sizes.has(file);
  }

  size(file: string): number {
    return this.sizes.get(file) ?? 0;
  }

  /** Path of the script that `require` of a whole npm package means. */
  mainOf(place: string): string | undefined {
    return this.libraries.mains.get(place);
  }

  /** A script of an npm package that is there for whoever requires it, and no part of the program otherwise. */
  isOptional(file: string): boolean {
    return this.libraries.scripts.has(file);
  }

  /** Every path, sorted; files in node_modules only where an npm package stands in the program. */
  paths(): string[] {
    return [...this.sizes.keys()].sort();
  }

  /** The path as the developer knows it. */
  shown(file: string): string {
    return this.libraries.files.get(file) ?? this.prefix + file;
  }

  absolute(file: string): string {
    return path.join(this.base, this.shown(file));
  }

  /** Text without a byte order mark and with \n ends of line. */
  text(file: string): string {
    this.asked.add(file);
    return this.look(file);
  }

  /** `text` for who only looks over the files. */
  look(file: string): string {
    const known = this.texts.get(file);
    if (known !== undefined) return known;
    if (this.size(file) > TEXT_BYTES_MAX) {
      const max = TEXT_BYTES_MAX / 1024 / 1024;
      this.report.giveUp('file_too_large', { file: this.shown(file) }, `a text file may have ${max} MB`);
    }
    const text = readFileSync(this.absolute(file), 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
    this.texts.set(file, text);
    return text;
  }

  bytes(file: string): Buffer {
    return readFileSync(this.absolute(file));
  }
}

/** List the upload and find the program in it. */
export function openSources(folder: string, report: Report): Sources {
  const base = path.resolve(folder);
  const all = new Map<string, number>();
  list(base, '', 0, all, { own: 0, installed: 0 }, report);
  const root = rootOf(base, all, report);
  const read = (file: string): JsonObject => {
    // A package.json of another's package: what cannot be read says nothing.
    if ((all.get(file) ?? Number.POSITIVE_INFINITY) > PACKAGE_JSON_BYTES_MAX) return {};
    const value = parseLoose(readFileSync(path.join(base, file), 'utf8'), file, report, 'warning');
    return isObject(value) ? (value as JsonObject) : {};
  };
  return new Sources(base, root, all, findLibraries(all, root, read), report);
}

interface Counts {
  own: number;
  installed: number;
}

function list(
  base: string,
  under: string,
  depth: number,
  all: Map<string, number>,
  counts: Counts,
  report: Report,
): void {
  if (depth > DEPTH_MAX) report.giveUp('too_deep', { file: under }, `folders may nest ${DEPTH_MAX} deep`);
  const entries: Dirent[] = readdirSync(path.join(base, under), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name.includes('\\') || entry.name === '__proto__') continue;
    const name = under + entry.name;
    if (entry.isDirectory()) list(base, `${name}/`, depth + 1, all, counts, report);
    else if (entry.isFile()) {
      all.set(name, statSync(path.join(base, name)).size);
      counts[name.includes('node_modules/') ? 'installed' : 'own']++;
    } else report.warn('not_a_file', { file: name }, 'links and special files are left out');
    if (counts.own > FILES_MAX || counts.installed > INSTALLED_FILES_MAX) {
      const most = `${FILES_MAX} files, and ${INSTALLED_FILES_MAX} in node_modules`;
      report.giveUp('too_many_files', { file: '' }, `a program may have ${most}`);
    }
  }
}

/** The program is where app.json is: at the top, where project.config.json says, or in the one folder that has it. */
function rootOf(base: string, all: Map<string, number>, report: Report): string {
  const declared = declaredRoot(base, all, report);
  if (declared !== null && all.has(`${declared}app.json`)) return declared;
  if (all.has('app.json')) return '';
  const depthOf = (name: string) => name.split('/').length;
  const found = [...all.keys()].filter((name) => name.endsWith('/app.json') && !name.includes('node_modules/'));
  const shallowest = Math.min(...found.map(depthOf));
  const [only, ...others] = found.filter((name) => depthOf(name) === shallowest);
  if (only === undefined || others.length > 0) {
    return report.giveUp('app_json_missing', { file: 'app.json' }, 'the upload has no app.json at its top');
  }
  report.warn('app_json_below', { file: only }, 'app.json is not at the top of the upload; its folder is taken');
  return only.slice(0, -'app.json'.length);
}

function declaredRoot(base: string, all: Map<string, number>, report: Report): string | null {
  const file = 'project.config.json';
  if (!all.has(file)) return null;
  const project = parseLoose(readFileSync(path.join(base, file), 'utf8'), file, report, 'warning');
  const root = isObject(project) ? project.miniprogramRoot : undefined;
  if (typeof root !== 'string') return null;
  const folder = normalise(root);
  return folder === '' ? '' : `${folder}/`;
}
