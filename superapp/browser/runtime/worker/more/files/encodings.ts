// Text of files in the encodings that the file system knows. Pure.

const LATIN = new Set(['ascii', 'latin1', 'binary']);
const UTF16 = new Set(['ucs2', 'ucs-2', 'utf16le', 'utf-16le']);
const CHUNK = 0x8000;

/** The encoding's name as we use it; null: not one of the platform's. */
export function encodingOf(name: unknown): string | null {
  const wanted = String(name ?? '').toLowerCase();
  if (wanted === 'utf8' || wanted === 'utf-8') return 'utf8';
  if (LATIN.has(wanted)) return 'latin1';
  if (UTF16.has(wanted)) return 'utf16';
  return wanted === 'base64' || wanted === 'hex' ? wanted : null;
}

export function toText(bytes: Uint8Array<ArrayBuffer>, encoding: string): string {
  if (encoding === 'utf8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (encoding === 'utf16') return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes);
  if (encoding === 'hex') return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return encoding === 'base64' ? btoa(text) : text;
}

export function toBytes(data: unknown, encoding: string): Uint8Array<ArrayBuffer> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() as never;
  const text = String(data ?? '');
  if (encoding === 'utf16') return new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  if (encoding === 'hex') return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (encoding === 'base64') return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (encoding === 'latin1') return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
