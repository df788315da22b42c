// Secrets that a developer left in a program. Everybody who opens a program can read its scripts, so the developer is
// told where; the secret itself is not repeated in the message. Called by program.ts for every script and JSON file.
import { placesIn, type Report } from './diagnostics.ts';
import type { Sources } from './sources.ts';

const KINDS: [RegExp, string][] = [
  [/secret\w{0,20}["'`]?\s{0,8}[:=]\s{0,8}["'`][0-9a-f]{32}["'`]/gi, 'an app secret'],
  [/-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/g, 'a private key'],
  [/api_?v3_?key\w{0,20}["'`]?\s{0,8}[:=]\s{0,8}["'`][0-9A-Za-z]{32}["'`]/gi, 'a payment key'],
];

export function findSecrets(sources: Sources, report: Report): void {
  for (const file of sources.paths()) {
    if (!/\.(js|ts|json|wxs)$/.test(file) || sources.isOptional(file)) continue;
    const text = sources.text(file);
    for (const [pattern, what] of KINDS) {
      for (const match of text.matchAll(pattern)) {
        const place = { file: sources.shown(file), ...placesIn(text)(match.index) };
        report.warn('secret_found', place, `${what} stands in a file that everybody can read`);
      }
    }
  }
}
