// WXML and WXS: every template reachable from a component goes into one group of glass-easel's official compiler,
// with its imports, includes and WXS modules. `print` gives the expression that view.js hands to the runtime. Called by
// program.ts; leans on wxs.ts for the modules and on wxml.ts for limits and tag names.
import { TmplGroup } from 'glass-easel-template-compiler';
import { normalise } from '../runtime/protocol/bundle.ts';
import { addressesIn } from './addresses.ts';
import type { Report } from './diagnostics.ts';
import type { Paths } from './paths.ts';
import type { Sources } from './sources.ts';
import { BadSyntax } from './tree.ts';
import { readWxml, type TagUse } from './wxml.ts';
import { WXS_PRELUDE, wxsToJs } from './wxs.ts';

/** The compiler and the code it prints recurse by depth; real templates stay far below. */
const TAG_DEPTH_MAX = 200;
const BRACKET_DEPTH_MAX = 100;

interface Fault {
  isError: boolean;
  level: string;
  message: string;
  startLine: number;
  startColumn: number;
}

export class Templates {
  private readonly group = new TmplGroup();
  /** Path without suffix -> tags it uses and templates it imports or includes. */
  private readonly read = new Map<string, { tags: TagUse[]; uses: string[] }>();
  /** Addresses of other servers in the text of templates. */
  readonly addresses = new Set<string>();
  private readonly modules = new Set<string>();
  private readonly sources: Sources;
  private readonly paths: Paths;
  private readonly report: Report;

  constructor(sources: Sources, paths: Paths, report: Report) {
    this.sources = sources;
    this.paths = paths;
    this.report = report;
    this.group.setExtraRuntimeScript(WXS_PRELUDE);
  }

  get count(): number {
    return this.read.size;
  }

  /** The files that were read. */
  files(): string[] {
    return [...this.read.keys()].map((path) => `${path}.wxml`).filter((file) => this.sources.has(file));
  }

  /** Compile a template and all it needs; false when the file is not there. */
  add(path: string): boolean {
    if (!this.sources.has(`${path}.wxml`)) return false;
    const waiting = [path];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!this.read.has(next)) waiting.push(...this.addOne(next));
    }
    return true;
  }

  /** A component without a template of its own still needs one. */
  addEmpty(path: string): void {
    if (this.read.has(path)) return;
    this.read.set(path, { tags: [], uses: [] });
    this.group.addTmpl(path, '');
  }

  /** Tags used by a template and by what it imports and includes, each with the file it stands in. */
  tagsOf(path: string): (TagUse & { file: string })[] {
    const seen = new Set<string>();
    const found: (TagUse & { file: string })[] = [];
    const waiting = [path];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const template = this.read.get(next);
      const file = this.sources.shown(`${next}.wxml`);
      for (const tag of template?.tags ?? []) found.push({ ...tag, file });
      waiting.push(...(template?.uses ?? []));
    }
    return found;
  }

  /** An expression whose value is {path: template}. */
  print(): string {
    return this.group.getTmplGenObjectGroups();
  }

  private addOne(path: string): string[] {
    const file = `${path}.wxml`;
    const shown = this.sources.shown(file);
    const text = this.sources.text(file);
    const facts = readWxml(text);
    for (const one of addressesIn(text)) this.addresses.add(one);
    const { depth } = facts;
    if (depth.tags > TAG_DEPTH_MAX) {
      this.report.giveUp('too_deep', { file: shown, line: depth.tagsLine }, `tags may nest ${TAG_DEPTH_MAX} deep`);
    }
    if (depth.brackets > BRACKET_DEPTH_MAX) {
      const message = `brackets in an expression may nest ${BRACKET_DEPTH_MAX} deep`;
      this.report.giveUp('too_deep', { file: shown, line: depth.bracketsLine }, message);
    }
    const uses: string[] = [];
    this.read.set(path, { tags: facts.tags, uses });
    this.compile(path, shown, text);
    for (const name of this.group.getInlineScriptModuleNames(path) as string[]) this.addInline(path, shown, name);
    for (const name of this.group.getScriptDependencies(path) as string[]) this.addModule(name, shown);
    for (const name of this.group.getDirectDependencies(path) as string[]) {
      const used = normalise(name).replace(/\.wxml$/, '');
      if (this.sources.has(`${used}.wxml`)) uses.push(used);
      else this.report.warn('template_missing', { file: shown }, `${this.sources.shown(used)}.wxml is not there`);
    }
    return uses;
  }

  private compile(path: string, shown: string, text: string): void {
    let faults: Fault[];
    try {
      faults = (this.group.addTmpl(path, text) as Fault[] | undefined) ?? [];
    } catch {
      // The compiler is WebAssembly: after a trap nothing in it can be trusted.
      this.report.giveUp('template_too_complex', { file: shown }, 'the template compiler cannot read this file');
    }
    for (const fault of faults) {
      if (fault.level === 'Note') continue;
      const place = { file: shown, line: fault.startLine + 1, column: fault.startColumn + 1 };
      this.report.warn(fault.isError ? 'template_fault' : 'template_notice', place, fault.message);
    }
  }

  private addInline(path: string, shown: string, name: string): void {
    const source = this.group.getInlineScript(path, name);
    const firstLine = this.group.getInlineScriptStartLine(path, name);
    this.group.setInlineScript(path, name, this.moduleText(path, shown, source, firstLine));
  }

  /** path: without `.wxs`, or with it. Each is added once; a missing one becomes an empty module. */
  private addModule(name: string, user: string): string {
    const path = normalise(name).replace(/\.wxs$/, '');
    if (this.modules.has(path)) return path;
    this.modules.add(path);
    const file = `${path}.wxs`;
    if (!this.sources.has(file)) {
      this.report.warn('wxs_missing', { file: user }, `${this.sources.shown(file)} is not there`);
      this.group.addScript(path, 'module.exports={};');
      return path;
    }
    const shown = this.sources.shown(file);
    this.group.addScript(path, this.moduleText(path, shown, this.sources.text(file), 0));
    return path;
  }

  private moduleText(path: string, shown: string, source: string, firstLine: number): string {
    const resolve = (request: string) => {
      const found = this.paths.file(path, request, '.wxs');
      return this.addModule(found ?? [...path.split('/').slice(0, -1), request].join('/'), shown);
    };
    try {
      return `${wxsToJs(source, resolve)}\n`;
    } catch (error) {
      if (!(error instanceof BadSyntax)) throw error;
      const place = { file: shown, line: error.line > 0 ? firstLine + error.line : 0, column: error.column };
      this.report.error('wxs_syntax', place, error.message);
      return 'module.exports={};';
    }
  }
}
