// What a program uses and carries, with places, for `superapp check` (superapp/cli/check.py): functions of `wx`,
// built-in components, permission scopes, servers it names, files that nothing asks for. Called by main.ts with --uses.
import { normalise } from '../runtime/protocol/bundle.ts';
import { isAsset } from './assets.ts';
import { type Place, placesIn, type Report } from './diagnostics.ts';
import type { Program } from './program.ts';
import { packageSizes } from './sizes.ts';
import type { Sources } from './sources.ts';

/** count: of all places; the list has the first few. */
export interface Use {
  name: string;
  count: number;
  places: Required<Place>[];
}

export interface Uses {
  apis: Use[];
  components: Use[];
  /** declared: app.json has it in `permission`. */
  scopes: (Use & { declared: boolean })[];
  /** apis: the functions of `wx` in whose `url` the origin stands; empty when it stands elsewhere in scripts. */
  domains: (Use & { apis: string[] })[];
  packages: { root: string; name: string; independent: boolean; bytes: number; parts: object }[];
  /** Files of the program that nothing in it names, largest first. */
  unused: { file: string; bytes: number }[];
}

const PLACES_MAX = 20;

/** Functions and components that ask for a scope; docs/developers/develop.md lists the platform's. */
const SCOPES: [scope: string, apis: string, tags: string][] = [
  ['scope.userInfo', 'getUserInfo', ''],
  ['scope.userLocation', 'getLocation startLocationUpdate', ''],
  ['scope.userFuzzyLocation', 'getFuzzyLocation', ''],
  ['scope.userLocationBackground', 'startLocationUpdateBackground', ''],
  ['scope.record', 'startRecord getRecorderManager', ''],
  ['scope.writePhotosAlbum', 'saveImageToPhotosAlbum saveVideoToPhotosAlbum', ''],
  ['scope.camera', 'createCameraContext', 'camera'],
  ['scope.bluetooth', 'openBluetoothAdapter createBLEPeripheralServer', ''],
  ['scope.addPhoneContact', 'addPhoneContact', ''],
  ['scope.addPhoneCalendar', 'addPhoneCalendar addPhoneRepeatCalendar', ''],
  ['scope.werun', 'getWeRunData', ''],
  ['scope.envelopes', 'getEnvelopes', ''],
];
/** The platform refuses these unless app.json says what they are for. */
const DECLARED = new Set(['scope.userLocation', 'scope.userFuzzyLocation', 'scope.userLocationBackground']);
/** Read by tools and by hosts, not by the program. */
const FOR_TOOLS =
  /(^|\/)(project(\.private)?\.config\.json|sitemap\.json|package(-lock)?\.json|[jt]sconfig\.json|theme\.json|ext\.json)$/;

export function usesOf(program: Program, sources: Sources, report: Report): Uses {
  const modules = [...program.scripts.modules.values()];
  const apis = new Tally();
  const scopes = new Tally();
  const domains = new Tally();
  const called = new Map<string, Set<string>>();
  for (const module of modules) {
    const file = sources.shown(module.id);
    for (const one of module.facts?.apis ?? []) apis.add(one.name, { ...one, file });
    for (const one of module.facts?.scopes ?? []) scopes.add(one.name, { ...one, file });
    for (const one of module.facts?.origins ?? []) {
      domains.add(one.name, { ...one, file });
      const names = called.get(one.name) ?? new Set();
      called.set(one.name, one.api === '' ? names : names.add(one.api));
    }
  }
  const components = new Tally();
  for (const one of program.tagUses) components.add(one.name, one);
  for (const [scope, names, tags] of SCOPES) {
    for (const name of names.split(' ')) scopes.take(scope, apis, name);
    if (tags !== '') scopes.take(scope, components, tags);
  }
  const permission = program.meta.app.permission;
  const declared = new Set(typeof permission === 'object' && permission !== null ? Object.keys(permission) : []);
  const shown = { file: sources.shown('app.json') };
  for (const name of DECLARED) {
    if (!scopes.has(name) || declared.has(name)) continue;
    report.warn('scope_undeclared', shown, `${name} is used; say in "permission" of app.json what for`);
  }
  return {
    apis: apis.list(),
    components: components.list(),
    scopes: scopes.list().map((one) => ({ ...one, declared: declared.has(one.name) })),
    domains: domains.list().map((one) => ({ ...one, apis: [...(called.get(one.name) ?? [])].sort() })),
    packages: packageSizes(program.meta.packages, sources, new Set(program.scripts.modules.keys())),
    unused: unused(sources),
  };
}

/** Scripts, templates and sheets that the compile never read; other files that no text it read seems to mean. */
function unused(sources: Sources): Uses['unused'] {
  const texts = [...sources.asked].map((file) => sources.look(file)).join('\n');
  const found = sources.paths().filter((file) => {
    if (sources.asked.has(file) || sources.isOptional(file) || FOR_TOOLS.test(file)) return false;
    return !isAsset(file) || !isMeant(file, texts);
  });
  const all = found.map((file) => ({ file: sources.shown(file), bytes: sources.size(file) }));
  return all.sort((a, b) => b.bytes - a.bytes || (a.file < b.file ? -1 : 1));
}

/** By its name, or by its folder or the start of its name where the rest is put together: `icons/` + kind, `bg-{{n}}`. */
function isMeant(file: string, texts: string): boolean {
  const parts = file.split('/');
  const name = parts.at(-1) ?? '';
  if (texts.includes(name)) return true;
  const starts = [...name.matchAll(/[-_@.]|(?<=[a-z])(?=\d)/g)].map(({ index }) => name.slice(0, index + 1));
  const folder = parts.at(-2);
  if (folder !== undefined) starts.push(`${folder}/`);
  return starts.some((start) => ['"', "'", '`', '{', '$'].some((mark) => texts.includes(start + mark)));
}

/** Pictures and the like that templates name by a plain path and that are not there. */
export function checkMedia(files: string[], sources: Sources, report: Report): void {
  for (const file of files) {
    const text = sources.look(file);
    const folder = file.split('/').slice(0, -1);
    let places: ReturnType<typeof placesIn> | undefined;
    for (const match of text.matchAll(/<(?:image|cover-image|audio|video)\s(?:[^<>]*?\s)?src=["']([^"'{}<>:]+)["']/g)) {
      const src = (match[1] ?? '').replace(/[?#].*$/, '');
      if (src === '' || src.startsWith('//')) continue;
      const path = normalise((src.startsWith('/') ? [src] : [...folder, src]).join('/'));
      if (sources.has(path)) continue;
      places ??= placesIn(text);
      const place = {
        file: sources.shown(file),
        ...places(match.index + match[0].length - 1 - (match[1] ?? '').length),
      };
      report.warn('asset_missing', place, `${src} is not in the upload`);
    }
  }
}

class Tally {
  private readonly uses = new Map<string, Use>();

  has(name: string): boolean {
    return this.uses.has(name);
  }

  add(name: string, { file, line = 0, column = 0 }: Place): void {
    const use = this.uses.get(name) ?? { name, count: 0, places: [] };
    use.count += 1;
    if (use.places.length < PLACES_MAX) use.places.push({ file, line, column });
    this.uses.set(name, use);
  }

  /** What another tally has under `other` counts here as `name`. */
  take(name: string, from: Tally, other: string): void {
    for (const place of from.uses.get(other)?.places ?? []) this.add(name, place);
  }

  list(): Use[] {
    return [...this.uses.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
