// Pictures, files and voice notes of encrypted chats. The browser encrypts the bytes with a fresh key (AES-GCM, WebCrypto) that travels
// inside the encrypted message; the server keeps ciphertext without a name or a type.
import { t } from '../say.ts';
import type { SealedFile } from './encryption/protocol.ts';

const CIPHER = 'AES-GCM';
const KEY_BITS = 256;
const IV_BYTES = 12;
const SIDE_PX_MAX = 2048;

/** What browsers record, by the ending of its name. */
const SOUNDS: Record<string, string> = { webm: 'audio/webm', mp4: 'audio/mp4', ogg: 'audio/ogg' };

/** What is sent, and what opens it. A voice note is named after its length in seconds (voice_recorder.ts). A picture is drawn anew first: where it was taken is no part of it any more. */
export async function sealFile(kind: SealedFile['kind'], file: File): Promise<{ sealed: Blob; facts: SealedFile }> {
  const drawn = kind === 'picture' ? await drawnAnew(file) : null;
  const bytes = await (drawn?.file ?? file).arrayBuffer();
  const key = await crypto.subtle.generateKey({ name: CIPHER, length: KEY_BITS }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = new Blob([await crypto.subtle.encrypt({ name: CIPHER, iv }, key, bytes)]);
  const facts: SealedFile = {
    kind,
    key: toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', key))),
    iv: toBase64(iv),
    name: drawn ? 'picture.webp' : kind === 'voice' ? `voice.${endingOf(file.type)}` : file.name.slice(0, 120),
    size: bytes.byteLength,
    width: drawn?.width ?? 0,
    height: drawn?.height ?? 0,
    seconds: kind === 'voice' ? Number(file.name) || 0 : 0,
  };
  return { sealed, facts };
}

/** In one line, for quotes. */
export function lineOfFile({ kind, name }: SealedFile): string {
  if (kind === 'picture') return t('Picture');
  return kind === 'voice' ? t('Voice note') : t('File: %(name)s', { name });
}

/** Raises when there is no network, and when the bytes are not those that were sent. */
export async function openFile(address: string, facts: SealedFile): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const key = await crypto.subtle.importKey('raw', fromBase64(facts.key), CIPHER, false, ['decrypt']);
  const bytes = await crypto.subtle.decrypt(
    { name: CIPHER, iv: fromBase64(facts.iv) },
    key,
    await response.arrayBuffer(),
  );
  return new Blob([bytes], { type: typeOf(facts) });
}

/** Shown as a picture, heard or saved, never as a page: the type is ours to say. */
function typeOf({ kind, name }: SealedFile): string {
  if (kind === 'picture') return 'image/webp';
  return (kind === 'voice' && SOUNDS[name.split('.').at(-1) ?? '']) || 'application/octet-stream';
}

function endingOf(type: string): string {
  return Object.keys(SOUNDS).find((one) => SOUNDS[one] === type) ?? 'webm';
}

/** The picture alone, of bounded size: nothing of what stood beside it. Raises when this browser cannot read it. */
export async function drawnAnew(picture: File): Promise<{ file: File; width: number; height: number }> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, SIDE_PX_MAX / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width!, height!);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width!, height!);
  bitmap.close();
  let blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
  // Some browsers write no WebP, and answer with a PNG of many megabytes.
  if (blob.type !== 'image/webp') blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  return { file: new File([blob], 'picture', { type: blob.type }), width: width!, height: height! };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
