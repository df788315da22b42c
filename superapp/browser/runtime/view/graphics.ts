// What the worker asks of the view and plain data cannot say: the surface of a canvas, a decoded picture, a loaded font.
// The worker has no document, and no network at all; the frame may load what its policy names, which is the package.
// Surfaces and pictures are moved to the worker, so nothing of them is kept here.

import { isObject, type Json } from '../protocol/json.ts';
import { PICTURE_PIXELS_MAX, PICTURES_AT_ONCE_MAX } from '../protocol/limits.ts';
import { Surface } from './builtins/canvas.ts';
import { element, OpRefused } from './nodes.ts';
import { addressOf } from './wire.ts';

export type Graphic = 'canvas' | 'picture' | 'font';
type Given = { value: unknown; moved: Transferable[] };

const PLACES_MAX = 4;
const WAITING_MAX = 1_000;

export function isGraphic(what: unknown): what is Graphic {
  return what === 'canvas' || what === 'picture' || what === 'font';
}

/** Never rejects: what went wrong is `value.error`. */
export async function graphics(what: Graphic, id: unknown, arg: unknown): Promise<Given> {
  const asked = isObject(arg) ? arg : {};
  try {
    if (what === 'canvas') return surface(id);
    return what === 'picture' ? await picture(asked) : { value: await font(asked), moved: [] };
  } catch (error) {
    const text = error instanceof Error || error instanceof OpRefused ? error.message : 'failed';
    return { value: { error: text }, moved: [] };
  }
}

function surface(id: unknown): Given {
  const target = element(id);
  if (!(target instanceof Surface)) throw new OpRefused('not a canvas');
  const value = target.hand();
  return { value, moved: value.canvas ? [value.canvas] : [] };
}

let loading = 0;
const waiting: (() => void)[] = [];

/** arg: {places: string[]}, tried in order, or {bytes: ArrayBuffer, type}. */
async function picture(arg: Record<string, unknown>): Promise<Given> {
  if (waiting.length >= WAITING_MAX) throw new OpRefused('too many pictures at once');
  if (loading >= PICTURES_AT_ONCE_MAX) await new Promise<void>((turn) => waiting.push(turn));
  loading++;
  try {
    const bitmap = await first(arg);
    return { value: { bitmap }, moved: [bitmap] };
  } finally {
    loading--;
    waiting.shift()?.();
  }
}

async function first(arg: Record<string, unknown>): Promise<ImageBitmap> {
  const { bytes, places, type } = arg;
  if (bytes instanceof ArrayBuffer) {
    const address = URL.createObjectURL(new Blob([bytes], { type: String(type ?? '') }));
    try {
      return await decoded(address);
    } finally {
      URL.revokeObjectURL(address);
    }
  }
  let error: unknown = new OpRefused('no picture');
  for (const place of Array.isArray(places) ? places.slice(0, PLACES_MAX) : []) {
    const address = addressOf(String(place));
    try {
      return await decoded(address);
    } catch (failed) {
      error = failed;
    }
  }
  throw error;
}

/** By an <img>, which knows every format, turns a photo upright and follows the frame's policy. */
async function decoded(address: string): Promise<ImageBitmap> {
  const image = new Image();
  // Without it the pixels could not be read back: for the frame its own package comes from elsewhere.
  image.crossOrigin = 'anonymous';
  image.src = address;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width * height > PICTURE_PIXELS_MAX) throw new OpRefused(`a picture of ${width}x${height} is too large`);
  return createImageBitmap(image).catch(() => drawn(image));
}

/** A drawing (SVG) without a size of its own is refused as it is. */
function drawn(image: HTMLImageElement): ImageBitmap {
  const { naturalWidth, naturalHeight } = image;
  const canvas = new OffscreenCanvas(naturalWidth || 300, naturalHeight || 150);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.transferToImageBitmap();
}

/** arg: {family, source: address or ArrayBuffer, desc}. Gives the address, so that the worker can load it too. */
async function font(arg: Record<string, unknown>): Promise<Json> {
  const { source, family } = arg;
  const address = source instanceof ArrayBuffer ? '' : addressOf(String(source));
  const desc = isObject(arg['desc']) ? (arg['desc'] as FontFaceDescriptors) : {};
  const from = source instanceof ArrayBuffer ? source : `url(${JSON.stringify(address)})`;
  const face = new FontFace(String(family), from, desc);
  await face.load();
  document.fonts.add(face);
  return { address };
}
