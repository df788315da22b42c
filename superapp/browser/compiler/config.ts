// app.json and what belongs to it: pages of the main and the other packages, tab bar, theme, aliases. Everything that a
// program may write is checked here once; the rest of the compiler gets plain lists and tables. Called by program.ts.
import { type JsonObject, normalise, type PackageMeta } from '../runtime/protocol/bundle.ts';
import { isObject } from '../runtime/protocol/json.ts';
import type { Report } from './diagnostics.ts';
import { parseLoose } from './json.ts';
import type { Sources } from './sources.ts';

const PAGES_MAX = 2000;

export interface AppConfig {
  /** app.json with the tab bar's paths normalised. */
  raw: JsonObject;
  theme: JsonObject;
  entry: string;
  pages: string[];
  packages: PackageMeta[];
  window: JsonObject;
  tabBar: JsonObject | null;
  usingComponents: [string, string][];
  aliases: { [pattern: string]: string };
}

export class Configs {
  private readonly sources: Sources;
  private readonly report: Report;

  constructor(sources: Sources, report: Report) {
    this.sources = sources;
    this.report = report;
  }

  /** The object in a JSON file; empty when there is no file or it holds something else. */
  read(file: string): JsonObject {
    if (!this.sources.has(file)) return {};
    const value = parseLoose(this.sources.text(file), this.sources.shown(file), this.report);
    return isObject(value) ? (value as JsonObject) : {};
  }

  app(): AppConfig {
    const raw = this.read('app.json');
    const packages = this.packages(raw);
    const pages = packages.flatMap((one) => one.pages);
    const shown = { file: this.sources.shown('app.json') };
    if (pages.length === 0) this.report.giveUp('no_pages', shown, 'app.json lists no pages');
    if (pages.length > PAGES_MAX) this.report.giveUp('too_many_pages', shown, `a program may have ${PAGES_MAX} pages`);
    const tabBar = this.tabBar(raw, packages);
    if (tabBar !== null) raw.tabBar = tabBar;
    const theme = this.read(typeof raw.themeLocation === 'string' ? normalise(raw.themeLocation) : 'theme.json');
    this.checkTheme(theme, [raw.window, tabBar], 'app.json');
    this.checkPreload(raw.preloadRule, pages, packages);
    return {
      raw,
      theme,
      entry: this.entry(raw, pages),
      pages,
      packages,
      window: isObject(raw.window) ? (raw.window as JsonObject) : {},
      tabBar,
      usingComponents: textPairs(raw.usingComponents),
      aliases: Object.fromEntries(textPairs(raw.resolveAlias)),
    };
  }

  /** Each `@name` in the values has one in theme.json, for the light and the dark looks. */
  checkTheme(theme: JsonObject, values: unknown[], file: string): void {
    for (const value of values) {
      const named = isObject(value) ? [value, ...(Array.isArray(value.list) ? value.list : [])] : [];
      for (const text of named.flatMap((one: unknown) => (isObject(one) ? Object.values(one) : []))) {
        if (typeof text !== 'string' || !/^@[\w-]+$/.test(text)) continue;
        const missing = ['light', 'dark'].filter((looks) => {
          const table = theme[looks];
          return !isObject(table) || !Object.hasOwn(table, text.slice(1));
        });
        if (missing.length === 0) continue;
        const message = `${text} has no value in theme.json for ${missing.join(' and ')}`;
        this.report.warn('theme_unknown', { file: this.sources.shown(file) }, message);
      }
    }
  }

  /** {page: {packages: [root or name]}}: what it names is there. */
  private checkPreload(rules: unknown, pages: string[], packages: PackageMeta[]): void {
    const place = { file: this.sources.shown('app.json') };
    const known = new Set(packages.flatMap((one) => (one.root === '' ? ['__APP__'] : [normalise(one.root), one.name])));
    for (const [page, rule] of Object.entries(isObject(rules) ? rules : {})) {
      if (!pages.includes(pagePath('', page))) {
        this.report.warn('preload_unknown', place, `preloadRule names ${page}, which is not a page`);
      }
      const wanted: unknown[] = isObject(rule) && Array.isArray(rule.packages) ? rule.packages : [];
      for (const name of wanted) {
        if (typeof name !== 'string' || known.has(name) || known.has(normalise(name))) continue;
        this.report.warn('preload_unknown', place, `preloadRule names ${name}, which is not a package`);
      }
    }
  }

  private entry(raw: JsonObject, pages: string[]): string {
    const [first = ''] = pages;
    if (typeof raw.entryPagePath !== 'string') return first;
    const wanted = pagePath('', raw.entryPagePath);
    if (pages.includes(wanted)) return wanted;
    const place = { file: this.sources.shown('app.json') };
    this.report.warn('entry_unknown', place, `entryPagePath ${wanted} is not a page; ${first} opens first`);
    return first;
  }

  /** The main package and the others; a page belongs to the first package that lists it. */
  private packages(raw: JsonObject): PackageMeta[] {
    const taken = new Set<string>();
    const pagesOf = (root: string, list: unknown): string[] => {
      const paths = (Array.isArray(list) ? list : []).filter((one) => typeof one === 'string' && one !== '');
      const fresh = paths.map((one) => pagePath(root, one as string)).filter((one) => !taken.has(one));
      for (const path of fresh) taken.add(path);
      return [...new Set(fresh)];
    };
    const main: PackageMeta = { root: '', name: '', independent: false, pages: pagesOf('', raw.pages) };
    const packages = [main];
    for (const spelling of ['subPackages', 'subpackages']) {
      const list = raw[spelling];
      for (const one of Array.isArray(list) ? list : []) {
        if (!isObject(one) || typeof one.root !== 'string') continue;
        const root = `${normalise(one.root)}/`;
        const name = typeof one.name === 'string' ? one.name : root.slice(0, -1);
        if (root === '/' || packages.some((known) => known.root === root)) continue;
        packages.push({ root, name, independent: one.independent === true, pages: pagesOf(root, one.pages) });
      }
    }
    return packages;
  }

  private tabBar(raw: JsonObject, packages: PackageMeta[]): JsonObject | null {
    if (!isObject(raw.tabBar)) return null;
    const place = { file: this.sources.shown('app.json') };
    const [main] = packages;
    const tabs: unknown[] = Array.isArray(raw.tabBar.list) ? raw.tabBar.list : [];
    const list = tabs.filter(isObject).map((tab) => {
      const pagePathOfTab = pagePath('', typeof tab.pagePath === 'string' ? tab.pagePath : '');
      if (!main?.pages.includes(pagePathOfTab)) {
        this.report.warn('tab_unknown', place, `the tab ${pagePathOfTab} is not a page of the main package`);
      }
      const icons = Object.fromEntries(
        ['iconPath', 'selectedIconPath'].flatMap((key) => {
          const icon = tab[key];
          return typeof icon === 'string' && icon !== '' ? [[key, this.icon(icon)]] : [];
        }),
      );
      return { ...tab, pagePath: pagePathOfTab, ...icons };
    });
    return { ...raw.tabBar, list } as JsonObject;
  }

  private icon(icon: string): string {
    if (icon.startsWith('@') || /^[a-z]+:/i.test(icon)) return icon;
    const path = normalise(icon);
    if (!this.sources.has(path)) {
      this.report.warn('asset_missing', { file: this.sources.shown('app.json') }, `${path} is not in the upload`);
    }
    return path;
  }
}

function pagePath(root: string, path: string): string {
  return normalise(`${root}/${path.replace(/\?.*$/, '')}`).replace(/\.(wxml|html)$/, '');
}

/** The text values of an object; `__proto__` is no name for a tag or an alias. */
export function textPairs(value: unknown): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[0] !== '__proto__',
  );
}
