// The program as a whole: from app.json to every page, every component they use, and the scripts, templates and sheets
// of each. This is where the compiler's parts meet; each part knows only its own kind of file. Called by main.ts.
import {
  BUNDLE_FORMAT,
  type ComponentMeta,
  type Facts,
  type JsonObject,
  type Meta,
  normalise,
  rootOf,
} from '../runtime/protocol/bundle.ts';
import { isObject } from '../runtime/protocol/json.ts';
import { addressesIn, plainAddresses } from './addresses.ts';
import { type AppConfig, Configs, textPairs } from './config.ts';
import type { Report } from './diagnostics.ts';
import { type Isolation, isolationOf, isShared } from './isolation.ts';
import { Paths, packageOf } from './paths.ts';
import { type KnownScripts, Scripts } from './scripts.ts';
import { findSecrets } from './secrets.ts';
import type { Sources } from './sources.ts';
import { Styles } from './styles.ts';
import { KNOWN_TAGS, PLATFORM_TAGS } from './tags.ts';
import { Templates } from './templates.ts';
import { checkMedia } from './uses.ts';
import type { TagUse } from './wxml.ts';

export interface Program {
  meta: Meta;
  templates: string;
  scripts: Scripts;
  facts: Omit<Facts, 'packages' | 'counts'>;
  templateCount: number;
  /** Each built-in component in a template, with its place; a template that several import counts once. */
  tagUses: (TagUse & { file: string })[];
}

interface Component {
  path: string;
  isPage: boolean;
  json: JsonObject;
  using: Map<string, string>;
  /** Tags declared with a component that is not there; known, but drawn as empty elements. */
  broken: Set<string>;
  generics: Map<string, string | null>;
}

const COMPONENTS_MAX = 5000;
/** app.json as the loader needs it, without the long lists that stand elsewhere. */
const APP_FACTS = [
  'permission',
  'requiredPrivateInfos',
  'requiredBackgroundModes',
  'plugins',
  'navigateToMiniProgramAppIdList',
  'networkTimeout',
  'darkmode',
  'style',
  'renderer',
  'lazyCodeLoading',
  'preloadRule',
  'useExtendedLib',
];

export async function compileProgram(
  sources: Sources,
  report: Report,
  known: KnownScripts = new Map(),
): Promise<Program> {
  return new Compilation(sources, report, known).run();
}

class Compilation {
  private readonly components = new Map<string, Component>();
  private readonly configs: Configs;
  private readonly app: AppConfig;
  private readonly paths: Paths;
  private readonly scripts: Scripts;
  private readonly templates: Templates;
  private readonly styles: Styles;
  private readonly sources: Sources;
  private readonly report: Report;

  constructor(sources: Sources, report: Report, known: KnownScripts) {
    this.sources = sources;
    this.report = report;
    this.configs = new Configs(sources, report);
    this.app = this.configs.app();
    this.paths = new Paths(sources, this.app.aliases);
    this.scripts = new Scripts(sources, this.paths, report, known);
    this.templates = new Templates(sources, this.paths, report);
    this.styles = new Styles(sources, this.paths, report);
  }

  /** Scripts of the folder that app.json names as `workers`: "workers" or {path: "workers"}. */
  private workerScripts(): string[] {
    const { workers } = this.app.raw;
    const named = isObject(workers) ? workers.path : workers;
    const folder = typeof named === 'string' ? normalise(named) : '';
    if (folder === '') return [];
    const isScript = (file: string) => /\.(js|ts)$/.test(file) && !file.endsWith('.d.ts');
    return this.sources.paths().filter((file) => file.startsWith(`${folder}/`) && isScript(file));
  }

  async run(): Promise<Program> {
    const customTabBar = this.customTabBar();
    this.findComponents(customTabBar);
    const appModule = this.paths.script('app');
    if (appModule === null) {
      this.report.warn('script_missing', { file: this.sources.shown('app.js') }, 'the program has no app.js');
    }
    const own = [...this.components.keys()].map((path) => this.paths.script(path));
    await this.scripts.addAll([appModule, ...own, ...this.workerScripts()].filter((id) => id !== null));
    await this.scripts.addComputed();
    await this.styles.load();
    findSecrets(this.sources, this.report);
    checkMedia(this.templates.files(), this.sources, this.report);
    if (Object.keys(isObject(this.app.raw.plugins) ? this.app.raw.plugins : {}).length > 0) {
      this.report.warn('plugins_declared', { file: this.sources.shown('app.json') }, 'plugins are not available here');
    }
    const components: { [path: string]: ComponentMeta } = {};
    const styles: { [path: string]: string } = {};
    let number = 0;
    for (const component of this.components.values()) {
      const { path } = component;
      const isolation = this.isolation(component);
      const name = (number++).toString(36);
      const reach = {
        scope: isShared(isolation) ? null : `s${name}`,
        page: component.isPage ? `p${name}` : null,
      };
      components[path] = this.meta(component, isolation, reach.scope, reach.page);
      const style = this.styles.sheet(path, reach);
      if (style !== '') styles[path] = style;
    }
    const meta: Meta = {
      format: BUNDLE_FORMAT,
      app: this.app.raw,
      theme: this.app.theme,
      appModule,
      appStyle: this.styles.sheet('app', { scope: null, page: null }),
      entry: this.app.entry,
      pages: this.app.pages,
      packages: this.app.packages,
      customTabBar,
      components,
      styles,
      aliases: this.app.aliases,
    };
    return {
      meta,
      templates: this.templates.print(),
      scripts: this.scripts,
      facts: this.facts(),
      templateCount: this.templates.count,
      tagUses: this.tagUses(),
    };
  }

  private customTabBar(): string | null {
    if (this.app.tabBar?.custom !== true) return null;
    const path = 'custom-tab-bar/index';
    if (this.paths.isComponent(path)) return path;
    const place = { file: this.sources.shown('app.json') };
    this.report.warn('component_missing', place, `${path} is not there; the ordinary tab bar is shown`);
    return null;
  }

  /** Pages first, then whatever they use, level by level. */
  private findComponents(customTabBar: string | null): void {
    const waiting = [...this.app.pages, ...(customTabBar === null ? [] : [customTabBar])];
    const pages = new Set(this.app.pages);
    for (let index = 0; index < waiting.length; index++) {
      const path = waiting[index] ?? '';
      if (this.components.has(path)) continue;
      if (this.components.size >= COMPONENTS_MAX) {
        this.report.giveUp('too_many_components', { file: '' }, `a program may have ${COMPONENTS_MAX} components`);
      }
      const component = this.readComponent(path, pages.has(path));
      this.components.set(path, component);
      waiting.push(...component.using.values());
      for (const path of component.generics.values()) if (path !== null) waiting.push(path);
    }
  }

  private readComponent(path: string, isPage: boolean): Component {
    const file = `${path}.json`;
    const json = this.configs.read(file);
    const component: Component = { path, isPage, json, using: new Map(), broken: new Set(), generics: new Map() };
    this.useAll(component, 'app.json', this.app.usingComponents);
    this.useAll(component, file, textPairs(json.usingComponents));
    for (const [tag, generic] of Object.entries(isObject(json.componentGenerics) ? json.componentGenerics : {})) {
      const fallback = isObject(generic) && typeof generic.default === 'string' ? generic.default : null;
      component.generics.set(tag, fallback === null ? null : this.resolve(file, fallback));
    }
    this.template(component);
    if (this.paths.script(path) === null) {
      this.report.warn('script_missing', { file: this.sources.shown(`${path}.js`) }, 'the component has no script');
    }
    return component;
  }

  private useAll(component: Component, from: string, pairs: [string, string][]): void {
    for (const [tag, request] of pairs) {
      const found = this.resolve(from, request);
      if (found === null) component.broken.add(tag);
      else {
        component.using.set(tag, found);
        component.broken.delete(tag);
      }
    }
  }

  private resolve(from: string, request: string): string | null {
    const place = { file: this.sources.shown(from) };
    if (/^(plugin|plugin-private|dynamicLib|ext):\/\//.test(request)) {
      this.report.warn('plugin_used', place, `${request} comes from a plugin, which is not available here`);
      return null;
    }
    const found = this.paths.component(from, request);
    if (found !== null) return found;
    const name = packageOf(request);
    if (name === null || this.sources.has(`${request}/index.json`)) {
      this.report.warn('component_missing', place, `the component ${request} is not in the upload`);
    } else {
      const message = `the component ${request} is not in the upload; if it belongs to the npm package ${name}, build it in`;
      this.report.warn('component_missing', place, message);
    }
    return null;
  }

  private template({ path, isPage }: Component): void {
    if (this.templates.add(path)) return;
    const place = { file: this.sources.shown(`${path}.wxml`) };
    if (isPage) this.report.error('page_missing', place, `the page ${path} has no template`);
    else this.report.warn('template_missing', place, `the component ${path} has no template`);
    this.templates.addEmpty(path);
  }

  private isolation(component: Component): Isolation {
    const script = this.paths.script(component.path);
    return isolationOf(component.json, component.isPage, script, this.scripts.modules);
  }

  private meta(component: Component, isolation: Isolation, scope: string | null, page: string | null): ComponentMeta {
    const { path, json, using, generics } = component;
    const config: JsonObject = {
      component: !component.isPage,
      usingComponents: Object.fromEntries([...using].map(([tag, target]) => [tag, `/${target}`])),
      styleIsolation: isolation,
    };
    if (generics.size > 0) {
      const entries = [...generics].map(([tag, target]) => [tag, target === null ? true : { default: `/${target}` }]);
      config.componentGenerics = Object.fromEntries(entries) as JsonObject;
    }
    if (isObject(json.componentPlaceholder)) config.componentPlaceholder = json.componentPlaceholder as JsonObject;
    if (typeof json.pureDataPattern === 'string') config.pureDataPattern = json.pureDataPattern;
    return {
      config,
      module: this.paths.script(path),
      scope,
      page,
      window: component.isPage ? this.pageWindow(path, json) : null,
      package: rootOf(path, this.app.packages),
      unknownTags: this.unknownTags(component),
    };
  }

  private pageWindow(path: string, json: JsonObject): JsonObject {
    const { usingComponents, componentGenerics, componentPlaceholder, component, window, ...own } = json;
    this.configs.checkTheme(this.app.theme, [own, window], `${path}.json`);
    return { ...this.app.window, ...(isObject(window) ? (window as JsonObject) : {}), ...own };
  }

  private unknownTags({ path, using, broken, generics }: Component): string[] {
    const unknown = new Set<string>();
    for (const { name, file, line, column } of this.templates.tagsOf(path)) {
      if (KNOWN_TAGS.has(name) || using.has(name) || generics.has(name)) continue;
      unknown.add(name);
      if (!broken.has(name)) {
        this.report.warn('tag_unknown', { file, line, column }, `<${name}> is neither built in nor declared`);
      }
    }
    return [...unknown].sort();
  }

  private tagUses(): Program['tagUses'] {
    const built = [...this.components.values()].flatMap(({ path, using, generics }) =>
      this.templates
        .tagsOf(path)
        .filter(({ name }) => PLATFORM_TAGS.has(name) && !using.has(name) && !generics.has(name)),
    );
    return [...new Map(built.map((one) => [`${one.file}\0${one.line}\0${one.column}`, one])).values()];
  }

  private tags(): string[] {
    return [...new Set(this.tagUses().map(({ name }) => name))].sort();
  }

  private facts(): Program['facts'] {
    const { entry, pages, window, tabBar, raw, theme } = this.app;
    const modules = [...this.scripts.modules.values()];
    const apis = new Set(modules.flatMap((module) => module.facts?.apis.map(({ name }) => name) ?? []));
    const remote = [...this.styles.remote].sort().map((one) => {
      const [file = '', url = ''] = one.split('\0');
      return { file, url };
    });
    const addresses = plainAddresses([
      ...modules.flatMap((module) => module.facts?.addresses ?? []),
      ...modules.flatMap((module) => (module.id.endsWith('.json') ? addressesIn(module.code) : [])),
      ...this.templates.addresses,
      ...remote.map((one) => one.url),
    ]);
    const app = Object.fromEntries(APP_FACTS.flatMap((key) => (raw[key] === undefined ? [] : [[key, raw[key]]])));
    return {
      format: BUNDLE_FORMAT,
      entry,
      pages,
      window,
      tabBar,
      theme,
      app: app as JsonObject,
      apis: [...apis].sort(),
      wholeWx: modules.some((module) => module.facts?.wholeWx),
      tags: this.tags(),
      remote,
      addresses,
    };
  }
}
