// Secrets that a developer left in a program. Everybody who opens a program can read its scripts, so the developer is
// told where, with the first letters alone. A name and a shape decide, and for free shapes how random the text is.
// Called by program.ts for every text file of the program.
import { placesIn, type Report } from './diagnostics.ts';
import type { Sources } from './sources.ts';

/** The value is the first group, or the whole match. random: bits a character that it must have at least. */
interface Kind {
  pattern: RegExp;
  what: string;
  random: number;
}

const VALUE_OF = String.raw`["'\u0060]?\s{0,8}[:=]\s{0,8}["'\u0060]`;
const END = String.raw`["'\u0060]`;

const KINDS: Kind[] = [
  kind('-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----', 'a private key', 0),
  kind(String.raw`secret\w{0,20}${VALUE_OF}([0-9a-f]{32})${END}`, 'an app secret', 2.8),
  kind(
    String.raw`(?:api_?v[23]_?key|(?:mch|pay|partner)_?key)\w{0,20}${VALUE_OF}([0-9a-z]{32})${END}`,
    'a payment key',
    3,
  ),
  kind(String.raw`\b(AKID[0-9A-Za-z]{32}|LTAI[0-9A-Za-z]{16,26}|AKIA[0-9A-Z]{16})\b`, 'a cloud access key', 3),
  kind(
    String.raw`\b(sk-[0-9A-Za-z_-]{20,}|gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{50,}|xox[abp]-[0-9A-Za-z-]{20,})`,
    'an API key',
    3,
  ),
  kind(
    String.raw`(?:secret|passw(?:or)?d|private_?key|access_?key|api_?key|auth_?token)\w{0,20}${VALUE_OF}([0-9A-Za-z+/=_.-]{20,200})${END}`,
    'what looks like a secret',
    3.6,
  ),
];
const KEY_FILE = /\.(pem|key|p12|pfx|jks)$/i;

export function findSecrets(sources: Sources, report: Report): void {
  for (const file of sources.paths()) {
    const shown = sources.shown(file);
    if (KEY_FILE.test(file)) report.warn('secret_found', { file: shown }, 'a key file lies in the program');
    if (!/\.(js|ts|json|wxs|wxml)$/.test(file) || sources.isOptional(file)) continue;
    const text = sources.look(file);
    const seen = new Set<number>();
    let places: ReturnType<typeof placesIn> | undefined;
    for (const { pattern, what, random } of KINDS) {
      for (const match of text.matchAll(pattern)) {
        const value = match[1] ?? match[0];
        const at = match.index + match[0].indexOf(value);
        if (seen.has(at) || randomness(value) < random) continue;
        seen.add(at);
        places ??= placesIn(text);
        const hint = match[1] === undefined ? '' : ` (${value.slice(0, 3)}…, ${value.length} characters)`;
        report.warn(
          'secret_found',
          { file: shown, ...places(at) },
          `${what}${hint} stands in a file that everybody can read`,
        );
      }
    }
  }
}

function kind(pattern: string, what: string, random: number): Kind {
  return { pattern: new RegExp(pattern, pattern.startsWith('\\b') ? 'g' : 'gi'), what, random };
}

/** Shannon entropy of a text, bits a character: 4 for a long random hexadecimal text, 0 for "aaaa". */
function randomness(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
