// Links in what people write: where they begin and end, where they lead, how they are shown. Pure; linked.ts draws them.
// superapp/chat/links.py is the same rule letter for letter (it says why), and tests/superapp/shell/test_links.py compares
// the two.

const LATIN =
  'A-Za-z\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0218-\u021b';
const EAST = '\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3';
const CYRILLIC = '\u0400-\u0481\u048a-\u04ff';
const GREEK = '\u0386\u0388-\u03c1\u03c3-\u03ce';
const OTHERS = [
  '\u0561-\u0586',
  '\u05d0-\u05ea',
  '\u0620-\u064a',
  '\u0904-\u0939\u093e-\u094c',
  '\u0e01-\u0e3a\u0e40-\u0e4e',
];
const FOREIGN = LATIN.slice(6) + EAST + CYRILLIC + GREEK + OTHERS.join('');
const STOP =
  '\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff<>"`\\^\\{\\|\\}\\\\' +
  '\u2018\u2019\u201c\u201d\u2026\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f';
const LETTER = `0-9A-Za-z${FOREIGN}`;
const LABEL = `[${LETTER}](?:[${LETTER}\\-]{0,61}[${LETTER}])?`;
const TOP = `(?:[A-Za-z](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])|[${FOREIGN}]{1,63})`;
const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const NAMED = `(?:${LABEL}\\.)+${TOP}`;
const LINK = new RegExp(
  '(?<![A-Za-z0-9_@.\\/:\\-])' +
    `(?:([hH][tT][tT][pP][sS]?):\\/\\/(${NAMED}|${BYTE}(?:\\.${BYTE}){3}|[A-Za-z](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?)` +
    `|(?=[wW]{3}\\.)(${NAMED}))` +
    `(:[0-9]{1,5})?(?![A-Za-z0-9_\\-]|\\.[${LETTER}])(?![^${STOP}\\/?#]*@)([\\/?#][^${STOP}]{0,2000})?`,
  'gu',
);
const SCRIPTS = [LATIN + EAST, CYRILLIC, GREEK, ...OTHERS].map((one) => new RegExp(`^[${one}]*$`, 'u'));
const CLOSING: Record<string, string> = { ')': '(', ']': '[' };
const PORT_MAX = 65_535;

/** href: empty for plain words, else an address in ASCII; text: how it is shown. */
export type Piece = { text: string; href: string };

/** The text, cut where links begin and end; links as they are shown. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    const [whole, scheme = '', named, bare = '', port = '', after = ''] = found;
    const host = named ?? bare;
    const rest = trimmed(after);
    const name = ascii(host);
    const path = encoded(rest);
    if (!name || path === null || (port && !(Number(port.slice(1)) > 0 && Number(port.slice(1)) <= PORT_MAX))) continue;
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), href: '' });
    at = found.index + whole.length - after.length + rest.length;
    const href = `${scheme.toLowerCase() || 'https'}://${name}${port}${path.startsWith('/') ? '' : '/'}${path}`;
    pieces.push({ text: `${scheme && `${scheme}://`}${shownHost(host)}${port}${rest}`, href });
  }
  if (at < text.length) pieces.push({ text: text.slice(at), href: '' });
  return pieces;
}

/** A host as people read it: in letters of one script, else in punycode. */
export function shownHost(host: string): string {
  const letters = host.replace(/[0-9.-]/g, '');
  return SCRIPTS.some((script) => script.test(letters)) ? host : ascii(host) || host;
}

/** Without what ends the sentence and not the address: full stops, and brackets that were opened before it. */
function trimmed(rest: string): string {
  let kept = rest;
  while (kept) {
    const last = kept.at(-1)!;
    const opening = CLOSING[last];
    const isOpen = opening !== undefined && kept.split(opening).length < kept.split(last).length;
    if (!".,;:!?'*".includes(last) && !isOpen) break;
    kept = kept.slice(0, -1);
  }
  return kept;
}

function encoded(rest: string): string | null {
  try {
    return rest.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  } catch {
    return null; // half a letter
  }
}

/** In punycode; empty when it is no name. */
function ascii(host: string): string {
  const lower = host.toLowerCase();
  if (/^[\x21-\x7e]*$/.test(lower)) return lower.length <= 253 ? lower : '';
  try {
    const name = new URL(`http://${lower}`).hostname;
    return name.length <= 253 ? name : '';
  } catch {
    return '';
  }
}
