// What a compiled program is: the one description of the files that the compiler writes and the runtime reads. The
// compiler (superapp/browser/compiler) makes them at upload; the Worker (superapp/browser/runtime/worker) loads them;
// the server stores them under their content hash. Nothing here has side effects.
//
//   meta.js         __mp.meta(JSON.parse("..."))                    one `Meta`
//   view.js         __mp.templates({path: template, ...})          WXML and WXS, printed by glass-easel's compiler
//   logic.js        __mp.d(id, requests, function(...){...}, line, lines)   one `Define` call for each script
//   logic/<root>.js the same for the scripts of a subpackage, loaded when one of them is needed: see `logicFile`
//   app.facts.json  one `Facts`, for the server: what to show, load, check and warn about
//   <anything else> images, fonts, sound and video of the package under their own paths
//
// Paths have no leading slash and `/` between names: component `pages/home/home`, module `utils/money.ts`. In
// `usingComponents` and `componentGenerics` glass-easel wants a leading slash: `/components/card/card`.
// view.js and each logic end in `//# sourceURL=<name>`, so a stack names them even when they are loaded from a blob.

import type { Json, JsonObject } from './json.ts';

export const BUNDLE_FORMAT = 1;

export type { Json, JsonObject };

/** Names that the wrapper of each module takes, in this order. A module may declare any of them at its top level. */
export const MODULE_PARAMETERS =
  'require,module,exports,wx,App,Page,Component,Behavior,getApp,getCurrentPages,global' as const;

export interface Meta {
  format: typeof BUNDLE_FORMAT;
  /** app.json as the developer wrote it, `@name` theme values included. */
  app: JsonObject;
  /** theme.json: {light: {name: value}, dark: {name: value}}; empty without one. */
  theme: JsonObject;
  /** Module id of app.js or app.ts. */
  appModule: string | null;
  /** app.wxss as plain CSS; unprefixed, applies to everything but isolated components. */
  appStyle: string;
  /** The page to open first. */
  entry: string;
  /** Every page, main package first, in the order of app.json. */
  pages: string[];
  packages: PackageMeta[];
  /** `custom-tab-bar/index` when app.json asks for it and it exists. */
  customTabBar: string | null;
  /** Pages, components and the custom tab bar by path. Config, style and template come before the script. */
  components: { [path: string]: ComponentMeta };
  /** CSS text by component path; `@import` inlined, rpx as vw, classes prefixed with the scope. */
  styles: { [path: string]: string };
  /** For requests that are known only while running: see `moduleCandidates`. */
  aliases: { [pattern: string]: string };
}

export interface PackageMeta {
  /** Folder with a closing slash; '' is the main package. */
  root: string;
  name: string;
  /** An independent package sees neither app.js nor app.wxss. */
  independent: boolean;
  pages: string[];
}

export interface ComponentMeta {
  /** For CodeSpace.addComponentStaticConfig: absolute usingComponents and generics, styleIsolation decided. */
  config: JsonObject;
  /** Module id, null when the component has no script. */
  module: string | null;
  /** Prefix of its classes: `card` is `s1--card`, `:host` is `[wx-host="s1"]`. Null: shared, no prefix. */
  scope: string | null;
  /**
   * For pages: the value of the attribute `wx-page` on the page's root element. Every rule of the page's own sheet
   * asks for it, because all open pages of a program share one document here.
   */
  page: string | null;
  /** For pages: app.json's `window` overlaid with the page's own keys. */
  window: JsonObject | null;
  /** Root of the package it belongs to. */
  package: string;
  /** Tags used in its template that are neither built in nor declared: they render as empty, marked elements. */
  unknownTags: string[];
}

export type Require = ((request: string) => unknown) & { async?: (request: string) => Promise<unknown> };

export type ModuleBody = (
  require: Require,
  module: { exports: unknown },
  exports: unknown,
  wx: unknown,
  App: unknown,
  Page: unknown,
  Component: unknown,
  Behavior: unknown,
  getApp: unknown,
  getCurrentPages: unknown,
  global: unknown,
) => void;

/**
 * id: the script's path with its suffix. requests: each literal `require` of it and the module id meant; a request
 * that is missing from the table is resolved with `moduleCandidates`, and fails when none of those is defined.
 * line: the line of its file (1-based) on which the script's own first line stands.
 * lines: absent when the text is the developer's own, line by line; else see `sourceLine`.
 */
export type Define = (
  id: string,
  requests: { [request: string]: string },
  body: ModuleBody,
  line: number,
  lines?: string,
) => void;

export interface BundleGlobal {
  meta(meta: Meta): void;
  templates(templates: { [path: string]: unknown }): void;
  d: Define;
}

/** Bytes of source files. scripts: with WXS and JSON. */
export interface PackageParts {
  scripts: number;
  templates: number;
  styles: number;
  media: number;
  other: number;
}

export interface Facts {
  format: typeof BUNDLE_FORMAT;
  entry: string;
  pages: string[];
  window: JsonObject;
  tabBar: JsonObject | null;
  /** bytes: source files of the package; parts: the same bytes by kind of file. */
  packages: (PackageMeta & { bytes: number; parts: PackageParts })[];
  /** theme.json, for the `@name` values in `window` and `tabBar`. */
  theme: JsonObject;
  /** From app.json, for the host's checks: `permission`, `requiredPrivateInfos`, `plugins`, `navigateToMiniProgramAppIdList` … */
  app: JsonObject;
  /** Names after `wx.` found in the scripts, e.g. `cloud`, `request`; sorted. */
  apis: string[];
  /** Whether some script uses `wx` otherwise, so that `apis` may lack names. */
  wholeWx: boolean;
  /** Built-in components that the templates use; sorted. */
  tags: string[];
  /** Remote addresses found in style sheets. */
  remote: { file: string; url: string }[];
  /** Every address of another server that stands literally in scripts, templates and sheets; sorted. */
  addresses: string[];
  counts: { components: number; templates: number; scripts: number; assets: number };
}

/** Globals that the prelude of view.js reads once, when it is loaded; install them before. */
export interface WxsHooks {
  /** Wraps a WXS change:prop listener. */
  __wxsProp?: unknown;
  /** Wraps an event handler that may come from WXS. */
  __wxsEvent?: unknown;
}

/** The file with the scripts of a package, by its root. The folder `logic` holds nothing else that a browser would run. */
export function logicFile(root: string): string {
  return root === '' ? 'logic.js' : `logic/${root.replace(/\/$/, '')}.js`;
}

/** The root of the package that a file of the program belongs to; '' is the main package. */
export function rootOf(file: string, packages: readonly { root: string }[]): string {
  return packages.find((one) => one.root !== '' && file.startsWith(one.root))?.root ?? '';
}

/** `a/./b/../c` is `a/c`; what climbs above the root is clamped to it, as on the platform. */
export function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}

/** `@/utils/x` with {"@/*": "/src/*"} is `/src/utils/x`; the longest pattern wins. */
export function unalias(request: string, aliases: { [pattern: string]: string }): string {
  const patterns = Object.keys(aliases).sort((a, b) => b.length - a.length);
  for (const pattern of patterns) {
    const target = aliases[pattern] ?? '';
    if (pattern.endsWith('*')) {
      const head = pattern.slice(0, -1);
      if (request.startsWith(head)) return `/${target.replace(/\*$/, '')}${request.slice(head.length)}`;
    } else if (request === pattern) return `/${target}`;
  }
  return request;
}

/** Places a path named in `from` may mean, in order: itself, then miniprogram_npm of each folder above. */
export function placesOf(from: string, request: string): string[] {
  const folder = from.split('/').slice(0, -1);
  if (request.startsWith('/')) return [normalise(request)];
  const list = [normalise([...folder, request].join('/'))];
  if (request.startsWith('.')) return list;
  for (let depth = folder.length; depth >= 0; depth--) {
    list.push(normalise([...folder.slice(0, depth), 'miniprogram_npm', request].join('/')));
  }
  return list;
}

const SCRIPT_ENDINGS = ['', '.js', '.ts', '.json', '/index.js', '/index.ts'];

/** Module ids that `require(request)` in module `from` may mean, most likely first. */
export function moduleCandidates(from: string, request: string, aliases: { [pattern: string]: string }): string[] {
  return placesOf(from, unalias(request, aliases)).flatMap((place) => SCRIPT_ENDINGS.map((ending) => place + ending));
}

/**
 * The developer's line for a place in a logic file; column from 0. `lines` holds one step for each line of code, separated
 * by spaces: `n` goes n lines on from the line before (it may be negative), `nxk` does so k times, and `n@c:d` holds
 * more than one line of the developer: from column c on it is d lines further. The first counts from line 0.
 */
export function sourceLine(line: number, lines: string | undefined, lineInLogic: number, column = 0): number {
  const wanted = lineInLogic - line;
  if (lines === undefined) return wanted + 1;
  let at = 0;
  let seen = -1;
  for (const item of lines.split(' ')) {
    const [steps = '0', ...marks] = item.split('@');
    const [step = '0', times = '1'] = steps.split('x');
    const taken = Math.min(Number(times), wanted - seen);
    at += Number(step) * taken;
    seen += taken;
    if (seen < wanted) continue;
    const mark = marks.findLast((one) => Number(one.split(':')[0]) <= column);
    return at + Number(mark?.split(':')[1] ?? 0);
  }
  return at;
}
