// The developer's scripts: each file becomes one module of logic.js. A classic script stays exactly as written, line by
// line and in sloppy mode; ES modules and TypeScript go through esbuild's transform, file by file, with a table of
// lines. Nothing is bundled: a bundler resolves paths and would read files of the server. Called by program.ts.
import * as esbuild from 'esbuild';
import { sourceLine } from '../runtime/protocol/bundle.ts';
import type { Diagnostic, Report } from './diagnostics.ts';
import { inspect, type ScriptFacts } from './inspect.ts';
import { parseLoose } from './json.ts';
import { lineSteps } from './lines.ts';
import { type Paths, packageOf } from './paths.ts';
import { deferBadPatterns } from './patterns.ts';
import type { Sources } from './sources.ts';
import { applyEdits, BadSyntax, parseScript } from './tree.ts';

export interface Module {
  id: string;
  code: string;
  requests: { [request: string]: string };
  /** See `sourceLine` in protocol/bundle.ts; undefined when the text is the developer's own. */
  lines: string | undefined;
  /** Places in it are the developer's; a column of a rewritten script is found anew, or 0. */
  facts: ScriptFacts | null;
}

interface Script {
  code: string;
  /** Regular expressions that no engine reads. */
  badPatterns: { pattern: string; line: number; column: number }[];
  lines: string | undefined;
  facts: ScriptFacts;
}

type Fault = Pick<Diagnostic, 'line' | 'column' | 'message'>;

/** What became of a text, by path: a process that compiles one program again and again keeps it (dev.ts). */
export type KnownScripts = Map<string, { text: string; made: Script | Fault }>;

export class Scripts {
  readonly modules = new Map<string, Module>();
  private readonly sources: Sources;
  private readonly paths: Paths;
  private readonly report: Report;
  private readonly known: KnownScripts;
  /** Modules that are there only because some `require` is computed: their faults are no reason to refuse. */
  private optional = false;

  constructor(sources: Sources, paths: Paths, report: Report, known: KnownScripts) {
    this.sources = sources;
    this.paths = paths;
    this.report = report;
    this.known = known;
  }

  /** Compile these modules and all that they require, directly or not. */
  async addAll(ids: string[]): Promise<void> {
    for (let wave = ids; wave.length > 0; ) {
      const fresh = [...new Set(wave)].filter((id) => !this.modules.has(id));
      const modules = await Promise.all(fresh.map((id) => this.compile(id)));
      for (const module of modules) this.modules.set(module.id, module);
      wave = modules.flatMap((module) => Object.values(module.requests));
    }
  }

  /** When a `require` is computed, any script may be meant: package them all. */
  async addComputed(): Promise<void> {
    const computed = [...this.modules.values()].some((module) => module.facts?.computedRequire);
    if (!computed) return;
    this.optional = true;
    const scripts = this.sources.paths().filter((file) => /\.(js|ts)$/.test(file) && !file.endsWith('.d.ts'));
    await this.addAll(scripts.filter((file) => !this.sources.isOptional(file)));
  }

  private async compile(id: string): Promise<Module> {
    if (id.endsWith('.json')) return this.compileJson(id);
    const shown = this.sources.shown(id);
    const script = await this.script(id);
    if ('message' in script) {
      const place = { file: shown, line: script.line, column: script.column };
      if (this.optional) this.report.warn('script_syntax', place, script.message);
      else this.report.error('script_syntax', place, script.message);
      const reason = `${shown}:${script.line}: ${script.message}`;
      return { id, code: `throw new SyntaxError(${JSON.stringify(reason)});`, requests: {}, lines: '1', facts: null };
    }
    for (const { pattern, line, column } of script.badPatterns) {
      const place = { file: shown, ...this.ownPlace(script, line, column) };
      this.report.warn(
        'pattern_invalid',
        place,
        `${pattern.slice(0, 80)} is no regular expression; reaching it will throw`,
      );
    }
    const { code, lines, facts } = script;
    return { id, code, lines, facts, requests: this.resolveAll(id, shown, script) };
  }

  private async script(id: string): Promise<Script | Fault> {
    const text = this.sources.text(id);
    const known = this.known.get(id);
    if (known?.text === text) return known.made;
    const made = await toScript(text, id);
    if ('facts' in made) placeAnew(made, text);
    this.known.set(id, { text, made });
    return made;
  }

  private compileJson(id: string): Module {
    const value = parseLoose(this.sources.text(id), this.sources.shown(id), this.report, 'warning');
    const code = `module.exports=JSON.parse(${JSON.stringify(JSON.stringify(value))});`;
    return { id, code, requests: {}, lines: '1', facts: null };
  }

  private resolveAll(id: string, shown: string, script: Script): { [request: string]: string } {
    const requests = new Map<string, string>();
    for (const { request, line, column } of script.facts.requires) {
      const found = this.paths.module(id, request);
      if (found !== null) {
        requests.set(request, found);
        continue;
      }
      const place = { file: shown, ...this.ownPlace(script, line, column) };
      const name = packageOf(request);
      if (name !== null && !request.startsWith('.')) {
        this.report.warn('package_missing', place, `the upload does not carry the npm package ${name} (${request})`);
      } else this.report.warn('module_missing', place, `require of ${request} finds no file`);
    }
    for (const plugin of script.facts.plugins) {
      this.report.warn('plugin_used', { file: shown }, `the plugin ${plugin} is not available here`);
    }
    // Object.fromEntries defines own keys, whatever they are called.
    return Object.fromEntries(requests);
  }

  /** The column is the developer's only in a script that was not rewritten. */
  private ownPlace({ lines }: Script, line: number, column: number): { line: number; column?: number } {
    return lines === undefined ? { line, column } : { line: sourceLine(1, lines, line, column - 1) };
  }
}

/** Names of a rewritten script, by their line and by where they stand in it. */
function placeAnew({ lines, facts }: Script, text: string): void {
  if (lines === undefined) return;
  const own = text.split('\n');
  for (const [list, before] of [
    [facts.apis, 'wx.'],
    [facts.scopes, ''],
    [facts.origins, ''],
  ] as const) {
    for (const one of list) {
      one.line = sourceLine(1, lines, one.line, one.column - 1);
      one.column = (own[one.line - 1] ?? '').indexOf(before + one.name) + 1;
    }
  }
}

async function toScript(text: string, id: string): Promise<Script | Fault> {
  const typed = id.endsWith('.ts');
  const source = text.replace(/^#!.*/, '');
  let classic: BadSyntax | null = null;
  if (!typed) {
    try {
      const script = read(source, undefined);
      if (!script.facts.dynamicImport) return script;
    } catch (error) {
      if (!(error instanceof BadSyntax)) throw error;
      if (error.line === 0 || !/\b(import|export)\b/.test(source)) return faultOf(error);
      classic = error;
    }
  }
  try {
    const out = await esbuild.transform(source, {
      loader: typed ? 'ts' : 'js',
      format: 'cjs',
      target: 'es2022',
      charset: 'utf8',
      sourcemap: 'external',
      sourcesContent: false,
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
      // A program cannot steer its own compile: no tsconfig of the upload is read.
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    });
    return read(out.code, lineSteps(out.map, out.code));
  } catch (error) {
    if (error instanceof BadSyntax) return faultOf(error);
    return esbuildFault(error) ?? faultOf(classic ?? new BadSyntax(String(error), 0, 0));
  }
}

function read(code: string, lines: string | undefined): Script {
  const tree = parseScript(code);
  const { edits, bad } = deferBadPatterns(tree, code);
  return {
    code: edits.length > 0 ? applyEdits(code, edits) : code,
    lines,
    badPatterns: bad,
    facts: inspect(tree, code),
  };
}

function faultOf({ line, column, message }: BadSyntax): Fault {
  return { line, column, message };
}

function esbuildFault(error: unknown): Fault | null {
  const first = (error as Partial<esbuild.TransformFailure>).errors?.[0];
  if (first === undefined) return null;
  return { line: first.location?.line ?? 0, column: (first.location?.column ?? -1) + 1, message: first.text };
}
