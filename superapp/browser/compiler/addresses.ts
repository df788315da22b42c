// Addresses of other servers that stand literally in the upload. The host fetches what a component shows from those,
// without a list: nobody's data can be in an address that was there before anybody opened the program
// (docs/decisions/0006-media.md). Called by inspect.ts, templates.ts, styles.ts and program.ts.
import { plainAddress } from '../runtime/protocol/addresses.ts';

const LENGTH_MAX = 2_048;
export const ADDRESSES_MAX = 3_000;
const MEDIA = /\.(png|jpe?g|gif|svg|webp|mp[34]|m4a|aac|ttf|woff2?|html?)$/i;
const ADDRESS = /^(?:https?:)?\/\/[^\s"'<>{}\\]+$/i;
// In a template `//` may begin a comment of WXS; after a quote or a bracket it does not.
const IN_TEXT = /(?:https?:\/\/|(?<=["'(])\/\/)[^\s"'<>(){}\\]+/gi;

export function isAddress(text: string): boolean {
  return text.length <= LENGTH_MAX && ADDRESS.test(text);
}

export function addressesIn(text: string): string[] {
  return (text.match(IN_TEXT) ?? []).filter((one) => one.length <= LENGTH_MAX);
}

/** As a browser asks for them; sorted, each once. */
export function plainAddresses(found: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const one of found) {
    const plain = plainAddress(one);
    if (plain !== '' && all.size < ADDRESSES_MAX) all.add(plain);
  }
  return [...all].sort();
}

/** `https://api.example.com:8443` of a text that begins with such an address; '' for others and for pictures. */
export function originOf(text: string): string {
  const found = /^((?:https?|wss?):\/\/[a-z0-9.-]+(?::\d{1,5})?)(\/[^?#]*|[?#]|$)/i.exec(text.slice(0, LENGTH_MAX));
  return found === null || MEDIA.test(found[2] ?? '') ? '' : (found[1] ?? '').toLowerCase();
}
