// The number two people compare: a digest over the identity keys of all their browsers. Equal numbers on both sides mean
// that nobody stands between them, and that nobody has added a browser. Only for showing; no key is derived from it.
import { encodeQR } from 'qr';

const GROUPS = 12;
const DIGITS = 100_000;

export type Identity = { personId: string; deviceId: string; key: string };

/** "12345 67890 …": the same whoever computes it and in whichever order the browsers come. */
export async function safetyNumber(identities: Identity[]): Promise<string> {
  const lines = identities.map((one) => `${one.personId} ${one.deviceId} ${one.key}`).sort();
  const text = new TextEncoder().encode(`superapp safety number 1\n${lines.join('\n')}`);
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-512', text));
  const groups = Array.from({ length: GROUPS }, (_, at) => {
    const five = bytes.subarray(at * 5, at * 5 + 5);
    return String(five.reduce((sum, byte) => sum * 256 + byte, 0) % DIGITS).padStart(5, '0');
  });
  return groups.join(' ');
}

/** What the code says: a page of ours cannot be meant by it, so no reader follows it anywhere. */
export function safetyText(number: string): string {
  return `superapp-safety:${number.replaceAll(' ', '')}`;
}

export function safetyCode(text: string): { side: number; path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { side: rows.length, path };
}

/** A key in groups of four letters. */
export function inGroups(key: string): string {
  return key.match(/.{1,4}/g)?.join(' ') ?? key;
}
