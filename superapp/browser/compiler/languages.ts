// Styles written in Less or Sass, made into CSS when no .wxss stands beside them. Both compilers are plain JavaScript
// and get a reader of the program's own files, nothing else: no disk, no network, no plugins, no scripts within Less.
// Each is loaded only for a program that has such files. Called by styles.ts.
import type { Report } from './diagnostics.ts';
import type { Paths } from './paths.ts';
import type { Sources } from './sources.ts';

export const STYLE_SUFFIXES = ['.wxss', '.less', '.scss', '.sass'] as const;

/** What a language may ask for while it reads a file. */
export interface Reader {
  text(file: string): string;
  /** The file an import means; null when it finds none. suffixes: tried in turn. */
  find(from: string, request: string, suffixes: readonly string[]): string | null;
  missing(from: string, request: string): void;
}

/** line and column from 1; 0 when unknown. */
export class StyleFault extends Error {
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor(message: string, file: string, line: number, column: number) {
    super(message);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

type ToCss = (file: string, reader: Reader) => string;

export class Languages {
  private readonly known = new Map<string, string>();
  private readonly compilers = new Map<string, ToCss>();
  private readonly sources: Sources;
  private readonly report: Report;
  private readonly reader: Reader;

  constructor(sources: Sources, paths: Paths, report: Report) {
    this.sources = sources;
    this.report = report;
    this.reader = {
      text: (file) => sources.text(file),
      find: (from, request, suffixes) => {
        // `~library/x` is how other build tools spell a library.
        const plain = request.replace(/^~(?=[\w@])/, '').replace(/[?#].*$/, '');
        for (const suffix of suffixes) {
          const found = paths.file(from, plain, suffix);
          if (found !== null) return found;
        }
        return null;
      },
      missing: (from, request) => {
        report.warn('style_missing', { file: sources.shown(from) }, `the import of ${request} finds no file`);
      },
    };
  }

  /** Load what the program's files need; a source with a built .wxss beside it needs nothing. */
  async load(): Promise<void> {
    const files = this.sources.paths().filter((file) => !this.sources.has(builtFrom(file)));
    if (files.some((file) => file.endsWith('.less'))) {
      const { lessToCss } = await import('./less.ts');
      this.compilers.set('.less', lessToCss);
    }
    if (files.some((file) => /\.s[ac]ss$/.test(file))) {
      const { sassToCss } = await import('./sass.ts');
      this.compilers.set('.scss', sassToCss).set('.sass', sassToCss);
    }
  }

  isSource(file: string): boolean {
    return this.compilers.has(suffixOf(file));
  }

  /** CSS of a file in any of the languages; '' after a report when it cannot be read. */
  css(file: string): string {
    const compiler = this.compilers.get(suffixOf(file));
    if (compiler === undefined) return this.sources.text(this.sources.has(builtFrom(file)) ? builtFrom(file) : file);
    const known = this.known.get(file);
    if (known !== undefined) return known;
    const made = this.compile(file, compiler);
    this.known.set(file, made);
    return made;
  }

  private compile(file: string, compiler: ToCss): string {
    try {
      return compiler(file, this.reader);
    } catch (error) {
      const shown = this.sources.shown(file);
      if (error instanceof RangeError || /Maximum call stack|stack overflow/i.test(String(error))) {
        return this.report.giveUp('too_deep', { file: shown }, 'the style sheet nests or recurs too deeply');
      }
      if (!(error instanceof StyleFault)) throw error;
      const place = { file: this.sources.shown(error.file || file), line: error.line, column: error.column };
      this.report.error('style_syntax', place, error.message);
      return '';
    }
  }
}

/** The .wxss that the platform's tools would write for a source. */
function builtFrom(file: string): string {
  return file.replace(/\.(less|s[ac]ss)$/, '.wxss');
}

function suffixOf(file: string): string {
  return file.slice(file.lastIndexOf('.'));
}
