// Where a picture, a film or a font that a program names really lies: in its package, in the text itself, or elsewhere,
// which the host fetches for it (`media`, docs/decisions/0006-media.md). Used by the view and by the host page.

const ELSEWHERE = /^(https?:)?\/\/(?!(tmp|usr|store)\/)/i; // those are temporary files of the program
const SCHEME = /^[a-zA-Z][\w+.-]*:/;
const IN_CSS = /url\(\s*(["']?)((?:https?:)?\/\/[^"')]*)\1\s*\)/gi;

/** base: of the package's files; media: before the base64url of an address elsewhere. Both end in a slash. */
export function addressOf(src: string, base: string, media: string): string {
  const wanted = src.trim();
  if (ELSEWHERE.test(wanted)) return media + encoded(wanted);
  return SCHEME.test(wanted) ? wanted : base + wanted.replace(/^\/+/, '');
}

/**
 * Whether an address lies below one of our own folders (`bases`), or not at our origin at all. Read as a browser reads
 * it: `%2e%2e`, a backslash and `https:/a` lead elsewhere, and what asks from the host's own page asks as the person.
 */
export function staysIn(address: string, bases: string[], at: string): boolean {
  if (!URL.canParse(address, at)) return false;
  const url = new URL(address, at);
  return url.origin !== new URL(at).origin || bases.some((base) => url.href.startsWith(new URL(base, at).href));
}

/** A style text with its addresses elsewhere led through the host. */
export function ledThrough(css: string, media: string): string {
  return css.replace(IN_CSS, (_, quote: string, url: string) => `url(${quote}${media}${encoded(url)}${quote})`);
}

/** As the compiler writes literal addresses: what a browser would ask for. */
export function plainAddress(url: string): string {
  try {
    const parsed = new URL(url.startsWith('//') ? `https:${url}` : url);
    parsed.hash = '';
    return parsed.href;
  } catch {
    return '';
  }
}

function encoded(url: string): string {
  const bytes = new TextEncoder().encode(plainAddress(url));
  const text = btoa(String.fromCharCode(...bytes.subarray(0, 6_000)));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
