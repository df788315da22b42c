// Less to CSS. Only the core of Less is taken, without its Node edition, so there is no code here that could open a file
// or an address; imports go through the reader. `@plugin` and JavaScript in backquotes are off. Called by languages.ts.
import createLess, { type Less, type LessFault } from 'less/lib/less/index.js';
import { type Reader, StyleFault } from './languages.ts';

const SUFFIXES = ['', '.less', '.wxss', '.css'];

/** The part of Less' file manager that a synchronous import asks for. */
class PackageFiles {
  private readonly reader: Reader;
  private readonly entry: string;

  constructor(reader: Reader, entry: string) {
    this.reader = reader;
    this.entry = entry;
  }

  supports(): boolean {
    return true;
  }

  /** Asked by data-uri() alone, which then leaves a plain url(). */
  supportsSync(): boolean {
    return false;
  }

  getPath(file: string): string {
    return file.slice(0, file.lastIndexOf('/') + 1);
  }

  /** A missing file is empty, so that the rest of the sheet still counts. */
  loadFileSync(request: string, folder: string): { filename: string; contents: string } {
    // Less names the folder of the file that imports; any name in it stands for that file.
    const found = this.reader.find(`${folder}_`, request, SUFFIXES);
    if (found !== null) return { filename: found, contents: this.reader.text(found) };
    this.reader.missing(this.entry, request);
    return { filename: `missing/${request}`, contents: '' };
  }
}

class NoPlugins {}

export function lessToCss(file: string, reader: Reader): string {
  // Sheets of Less 3 and before divide without parentheses: what today's rules refuse is read by those of then.
  const [made, fault] = rendered(file, reader, 'parens-division');
  const css = made ?? rendered(file, reader, 'always')[0];
  if (css !== undefined) return css;
  throw asFault(fault ?? { message: 'cannot be read' }, file);
}

function rendered(
  file: string,
  reader: Reader,
  math: 'parens-division' | 'always',
): [string | undefined, LessFault | undefined] {
  const less: Less = createLess({}, [new PackageFiles(reader, file)]);
  less.PluginLoader = NoPlugins;
  let outcome: [string | undefined, LessFault | undefined] = [undefined, undefined];
  const options = {
    filename: file,
    syncImport: true,
    javascriptEnabled: false,
    disablePluginRule: true,
    math,
  } as const;
  less.render(reader.text(file), options, (found, made) => {
    outcome = [made?.css, found ?? undefined];
  });
  return outcome;
}

function asFault({ message, filename, line, column }: LessFault, file: string): Error {
  return new StyleFault(message, filename ?? file, line ?? 0, line ? (column ?? -1) + 1 : 0);
}
