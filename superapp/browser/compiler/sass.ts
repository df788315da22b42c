// Sass to CSS, in both spellings. Files are known to Sass as program:/path; an importer of ours is the only way it can
// reach one. A .wxss that is imported stays an @import, which styles.ts then takes in. Called by languages.ts.
import * as sass from 'sass';
import { type Reader, StyleFault } from './languages.ts';

const SCHEME = 'program:';
const SUFFIXES = ['', '.scss', '.sass', '.css', '.wxss', '/index.scss', '/index.sass', '/_index.scss', '/_index.sass'];

export function sassToCss(file: string, reader: Reader): string {
  const importer = packageImporter(file, reader);
  try {
    const made = sass.compileString(reader.text(file), {
      url: addressOf(file),
      importer,
      importers: [importer],
      syntax: syntaxOf(file),
      logger: sass.Logger.silent,
      charset: false,
      alertColor: false,
    });
    return made.css;
  } catch (error) {
    if (!(error instanceof sass.Exception)) throw error;
    const { span } = error;
    const from = span.url === undefined ? file : fileOf(span.url);
    throw new StyleFault(error.sassMessage, from, span.start.line + 1, span.start.column + 1);
  }
}

function packageImporter(entry: string, reader: Reader): sass.Importer<'sync'> {
  const find = (from: string, request: string): string | null => {
    const partial = request.replace(/([^/]+)$/, '_$1');
    return reader.find(from, request, SUFFIXES) ?? reader.find(from, partial, SUFFIXES);
  };
  return {
    canonicalize(request, { containingUrl }) {
      const [from, path] = request.startsWith(SCHEME)
        ? ['', `/${fileOf(new URL(request))}`]
        : [containingUrl === null ? entry : fileOf(containingUrl), request];
      const found = find(from, path);
      // Sass asks twice: for the file beside, then by the plain name.
      if (found === null && !request.startsWith(SCHEME)) {
        reader.missing(from, request);
        return addressOf(`missing/${encodeURIComponent(request)}.scss`);
      }
      return found === null ? null : addressOf(found);
    },
    load(address) {
      const file = fileOf(address);
      if (file.startsWith('missing/')) return { contents: '', syntax: 'scss' };
      if (file.endsWith('.wxss')) return { contents: `@import url("/${file}");`, syntax: 'scss' };
      return { contents: reader.text(file), syntax: syntaxOf(file) };
    },
  };
}

function addressOf(file: string): URL {
  return new URL(`${SCHEME}///${file.split('/').map(encodeURIComponent).join('/')}`);
}

function fileOf(address: URL): string {
  return decodeURIComponent(address.pathname).replace(/^\/+/, '');
}

function syntaxOf(file: string): sass.Syntax {
  return file.endsWith('.sass') ? 'indented' : file.endsWith('.css') ? 'css' : 'scss';
}
