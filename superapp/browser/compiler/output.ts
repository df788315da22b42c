// Writes the bundle: meta.js, view.js, a logic file for each package, app.facts.json and the assets, the same bytes for
// the same upload. Called by main.ts after everything is compiled; each script is parsed once, and never run, before it is
// written, because a Worker reports a syntax error without saying where.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { type Facts, logicFile, MODULE_PARAMETERS, rootOf } from '../runtime/protocol/bundle.ts';
import { assetsOf } from './assets.ts';
import type { Report } from './diagnostics.ts';
import type { Program } from './program.ts';
import type { Module } from './scripts.ts';
import { packageSizes, warnOfSizes } from './sizes.ts';
import type { Sources } from './sources.ts';

/** Bytes: of the whole bundle; of the source files of one package. */
export interface OutputLimits {
  bundle: number;
  package: number;
}

export interface Written {
  files: [string, number][];
  bytes: number;
}

export function writeBundle(
  program: Program,
  sources: Sources,
  folder: string,
  limits: OutputLimits,
  report: Report,
): Written {
  const assets = assetsOf(sources);
  const texts = new Map<string, string>([
    ['meta.js', `__mp.meta(${jsonInScript(program.meta)});\n`],
    ['view.js', named('view.js', `__mp.templates(${program.templates});\n`)],
  ]);
  for (const [root, modules] of byPackage(program)) {
    const name = logicFile(root);
    texts.set(name, named(name, logic(modules)));
  }
  for (const [name, text] of texts) parseOnce(name, text, report);
  const facts = factsOf(program, sources, assets);
  warnOfSizes(facts.packages, limits.package, report);
  texts.set('app.facts.json', `${JSON.stringify(facts)}\n`);
  const written: Written = { files: [], bytes: 0 };
  const put = (name: string, data: Buffer) => {
    written.bytes += data.length;
    if (written.bytes > limits.bundle) {
      report.giveUp('output_too_large', { file: '' }, `a bundle may have ${limits.bundle} bytes`);
    }
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, data);
    written.files.push([name, data.length]);
  };
  for (const [name, text] of texts) put(name, Buffer.from(text));
  for (const name of assets) put(name, sources.bytes(name));
  return written;
}

/** As an argument of JSON.parse: in an object literal a "__proto__" key would change a prototype. */
function jsonInScript(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}

function named(name: string, text: string): string {
  return `${text}//# sourceURL=${name}\n`;
}

/** Root of a package -> its scripts. The main package is always there, if only to define nothing. */
function byPackage(program: Program): Map<string, Module[]> {
  const sorted = new Map<string, Module[]>([['', []]]);
  for (const module of program.scripts.modules.values()) {
    const root = rootOf(module.id, program.meta.packages);
    const known = sorted.get(root);
    if (known) known.push(module);
    else sorted.set(root, [module]);
  }
  return sorted;
}

function logic(modules: Module[]): string {
  let text = '';
  let line = 1;
  for (const module of modules.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const requests = jsonLiteral(module.requests);
    // The function inside lets a script declare `let wx` or `const App`, which a parameter of its own would forbid.
    const head = `__mp.d(${JSON.stringify(module.id)},${requests},function(${MODULE_PARAMETERS}){(function(){\n`;
    const lines = module.lines === undefined ? '' : `,${JSON.stringify(module.lines)}`;
    const whole = `${head}${module.code}\n}).call(this)},${line + 1}${lines});\n`;
    text += whole;
    line += whole.split('\n').length - 1;
  }
  return text;
}

/** Small tables stay readable; one with a `__proto__` key is parsed instead. */
function jsonLiteral(table: { [key: string]: string }): string {
  return Object.hasOwn(table, '__proto__') ? jsonInScript(table) : JSON.stringify(table);
}

function parseOnce(name: string, text: string, report: Report): void {
  try {
    new vm.Script(text, { filename: name });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report.giveUp('output_broken', { file: '' }, `the program compiles to a ${name} that cannot be read: ${reason}`);
  }
}

function factsOf(program: Program, sources: Sources, assets: string[]): Facts {
  const { packages, components } = program.meta;
  const counts = {
    components: Object.keys(components).length,
    templates: program.templateCount,
    scripts: program.scripts.modules.size,
    assets: assets.length,
  };
  const used = new Set(program.scripts.modules.keys());
  return { ...program.facts, packages: packageSizes(packages, sources, used), counts };
}
