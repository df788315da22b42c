// WXSS to CSS on css-tree's syntax tree: @import inlined, rpx to vw, tags to the runtime's elements, classes prefixed
// with the component's scope, a page's rules bound to that page, url() made relative to the bundle. What the parser
// cannot read is kept as it is, so that the browser recovers from it as it would anywhere. Called by program.ts.
import * as css from 'css-tree';
import type { Report } from './diagnostics.ts';
import { ownKeyframes } from './keyframes.ts';
import { Languages, STYLE_SUFFIXES } from './languages.ts';
import type { Paths } from './paths.ts';
import { repair } from './repair.ts';
import { bindRule, elementName } from './selectors.ts';
import type { Sources } from './sources.ts';

/** Whom a sheet is for. Both null: everyone (app.wxss, shared components). */
export interface Reach {
  scope: string | null;
  page: string | null;
}

/** An address that is valid, fetches nothing and shows nothing. */
const NOTHING = 'data:,';
const IMPORT_DEPTH_MAX = 50;

export class Styles {
  /** Addresses of other servers, which the host fetches: `file\0url`. Sheets and what no url() names are left out. */
  readonly remote = new Set<string>();
  private readonly sources: Sources;
  private readonly paths: Paths;
  private readonly report: Report;
  private readonly languages: Languages;

  constructor(sources: Sources, paths: Paths, report: Report) {
    this.sources = sources;
    this.paths = paths;
    this.report = report;
    this.languages = new Languages(sources, paths, report);
  }

  /** Before the first sheet. */
  async load(): Promise<void> {
    await this.languages.load();
  }

  /** CSS of a component's sheet; '' without one. path: without suffix. A built .wxss comes before its source. */
  sheet(path: string, reach: Reach): string {
    const file = STYLE_SUFFIXES.map((suffix) => path + suffix).find((name) => this.sources.has(name));
    if (file === undefined) return '';
    const text = this.inline(file, reach, [], new Set());
    return reach.page === null ? text : ownKeyframes(text, reach.page);
  }

  /** `open`: files being read, outermost first. `done`: files already in this sheet; each is taken once. */
  private inline(file: string, reach: Reach, open: string[], done: Set<string>): string {
    const shown = this.sources.shown(file);
    if (open.includes(file)) {
      this.report.warn('import_cycle', { file: shown }, 'the file imports itself, directly or through others');
      return '';
    }
    if (open.length > IMPORT_DEPTH_MAX) {
      this.report.giveUp('too_deep', { file: shown }, `@import may nest ${IMPORT_DEPTH_MAX} deep`);
    }
    if (done.has(file)) return '';
    done.add(file);
    try {
      return this.translate(file, reach, (target) => this.inline(target, reach, [...open, file], done));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.report.giveUp('too_deep', { file: shown }, 'the style sheet nests too deeply');
    }
  }

  private translate(file: string, reach: Reach, imported: (file: string) => string): string {
    const shown = this.sources.shown(file);
    // Lines of CSS that Less or Sass made are not the developer's.
    const isOwn = !this.languages.isSource(file);
    const tree = css.parse(this.languages.css(file), {
      positions: true,
      parseCustomProperty: true,
      onParseError: (fault) => {
        const place = isOwn ? { file: shown, line: fault.line, column: fault.column } : { file: shown };
        this.report.warn('style_fault', place, fault.message);
      },
    });
    repair(tree);
    const before: string[] = [];
    const lineOf = (node: css.CssNode) => (isOwn ? (node.loc?.start.line ?? 0) : 0);
    const address = (url: string, line: number, named: boolean) => this.address(file, url, line, named);
    const importRule = (rule: css.Atrule) => {
      const text = this.imported(file, rule, lineOf(rule), imported);
      if (text !== '') before.push(text);
    };
    css.walk(tree, {
      enter(this: css.WalkContext, node: css.CssNode, item: css.ListItem<css.CssNode>, list: css.List<css.CssNode>) {
        if (node.type === 'Atrule' && node.name.toLowerCase() === 'import') {
          importRule(node);
          list?.remove(item);
          return css.walk.skip;
        }
        const isAddress = node.type === 'Url' || (node.type === 'String' && isImageSet(this));
        if (isAddress) node.value = address(node.value, lineOf(node), node.type === 'Url');
        else if (node.type === 'Dimension' && node.unit.toLowerCase() === 'rpx') {
          node.value = vw(node.value);
          node.unit = 'vw';
        } else if (node.type === 'Raw') node.value = rpxInText(node.value);
        else if (node.type === 'Rule' && !inKeyframes(this) && this.rule === null) bindRule(node, reach);
        else if (node.type === 'TypeSelector' && !inKeyframes(this)) node.name = elementName(node.name);
        return undefined;
      },
    });
    return before.join('') + css.generate(tree);
  }

  private imported(file: string, rule: css.Atrule, line: number, inline: (file: string) => string): string {
    const shown = this.sources.shown(file);
    const named = css.find(rule, (node) => node.type === 'String' || node.type === 'Url') as css.StringNode | null;
    const request = named?.value ?? '';
    if (isRemote(request)) {
      this.remote.add(`${shown}\0${request}`);
      this.report.warn('remote_style', { file: shown, line }, 'a remote style sheet is left out');
      return '';
    }
    const target = this.target(file, request);
    if (target === null) {
      this.report.warn('style_missing', { file: shown, line }, `@import of ${request || 'nothing'} finds no file`);
      return '';
    }
    const text = inline(target);
    const media = mediaOf(rule);
    return media === '' || text === '' ? text : `@media ${media}{${text}}`;
  }

  /** `x.wxss`, `x`, or the Less or Sass source of the x.wxss that the platform's tools would have built. */
  private target(file: string, request: string): string | null {
    const bare = request.replace(/\.wxss$/, '');
    const found = [request, bare].flatMap((name) => {
      const suffixes = name === request ? ['.wxss', '.less', '.scss', '.sass'] : ['.less', '.scss', '.sass'];
      return suffixes.flatMap((suffix) => this.paths.file(file, name, suffix) ?? []);
    });
    return found.find((name) => /\.(wxss|css|less|s[ac]ss)$/.test(name)) ?? null;
  }

  /** Where a url() points in the bundle: the frame's document stands at the bundle's root. */
  private address(file: string, url: string, line: number, named: boolean): string {
    const trimmed = url.trim();
    if (trimmed.startsWith('data:') || trimmed.startsWith('#') || trimmed === '') return url;
    const shown = this.sources.shown(file);
    if (isRemote(trimmed) || /^[a-z][a-z0-9+.-]*:/i.test(trimmed)) {
      this.remote.add(`${shown}\0${trimmed}`);
      // The view leads it through the host (ledThrough).
      if (named && isRemote(trimmed)) return trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
      this.report.warn('remote_url', { file: shown, line }, 'this address in a style sheet is left out');
      return NOTHING;
    }
    const bare = trimmed.replace(/[?#].*$/, '');
    const found = this.paths.file(file, bare.startsWith('/') ? bare : `./${bare}`, '');
    if (found !== null) return found.split('/').map(encodeURIComponent).join('/');
    this.report.warn('asset_missing', { file: shown, line }, `${bare} is not in the upload`);
    return NOTHING;
  }
}

function inKeyframes(context: css.WalkContext): boolean {
  return context.atrule?.name.toLowerCase().endsWith('keyframes') ?? false;
}

/** image-set("a.png" 1x) takes addresses as plain strings. */
function isImageSet(context: css.WalkContext): boolean {
  return context.function?.name.toLowerCase().endsWith('image-set') ?? false;
}

function isRemote(url: string): boolean {
  return /^(https?:)?\/\//i.test(url);
}

/** What follows the address in an @import. */
function mediaOf(rule: css.Atrule): string {
  const children = rule.prelude?.type === 'AtrulePrelude' ? rule.prelude.children.toArray().slice(1) : [];
  return children
    .map((node) => css.generate(node))
    .join(' ')
    .trim();
}

/** 750 rpx are the width of the screen. */
function vw(rpx: string): string {
  return String(Number((Number(rpx) / 7.5).toFixed(5)));
}

function rpxInText(text: string): string {
  return text.replace(
    /(^|[^\w.#-])(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi,
    (_, head: string, n: string) => `${head}${vw(n)}vw`,
  );
}
