// What leaves a canvas and what comes back: canvasToTempFilePath, canvasGetImageData, canvasPutImageData. A canvas of the
// older api is named and measured in CSS pixels; a node of the 2d api is handed over and counts in its own pixels, unless
// the asked region fits its element, whose CSS pixels are then meant, as programs of the platform expect.

import { CANVAS_PX_MAX } from '../../../protocol/limits.ts';
import type { Kit, Options } from '../../kit.ts';
import { put } from '../temp_files.ts';
import type { Canvases } from './canvases.ts';
import { makeSurface } from './surface.ts';

type Region = { x: number; y: number; width: number; height: number };
/** width, height, and the region of it: in units of which the canvas has `ratio` pixels each. */
type Source = { canvas: OffscreenCanvas; ratioX: number; ratioY: number; width: number; height: number };

export function exports(kit: Kit, canvases: Canvases) {
  return {
    canvasToTempFilePath: within(kit, 'canvasToTempFilePath', (options, at) => {
      const { canvas } = options;
      if (canvas instanceof OffscreenCanvas) return toFile(kit, canvases, options, canvas);
      return named(kit, canvases, options, at, (source) => saved(kit, source, options));
    }),
    canvasGetImageData: within(kit, 'canvasGetImageData', (options, at) =>
      named(kit, canvases, options, at, async (source) => {
        const region = regionOf(kit, source, options);
        const { width, height } = region;
        const data = contextOf(kit, cut(source, region, width, height)).getImageData(0, 0, width, height).data;
        return { width, height, data };
      }),
    ),
    canvasPutImageData: within(kit, 'canvasPutImageData', (options, at) =>
      named(kit, canvases, options, at, async (source) => putBack(kit, source, options)),
    ),
  };
}

/** These take the component to look in beside their options. */
function within(kit: Kit, name: string, run: (options: Options, at: unknown) => unknown) {
  return (given?: unknown, at?: unknown) => kit.api(name, (options) => run(options, at))(given);
}

/** Finds a canvas of the older api and waits until everything before was drawn. */
async function named<T>(
  kit: Kit,
  canvases: Canvases,
  options: Options,
  at: unknown,
  run: (source: Source) => Promise<T>,
): Promise<T> {
  const node = canvases.find(String(options['canvasId'] ?? ''), at);
  if (!node) throw kit.failure('canvas is empty');
  return canvases.inTurn(node, async () => {
    const measured = await canvases.measure(node);
    if (!measured) throw kit.failure('canvas is empty');
    const { canvas, width, height, ratio } = measured;
    return run({ canvas, width, height, ratioX: ratio, ratioY: ratio });
  });
}

async function toFile(kit: Kit, canvases: Canvases, options: Options, canvas: OffscreenCanvas): Promise<object> {
  const own: Source = { canvas, ratioX: 1, ratioY: 1, width: canvas.width, height: canvas.height };
  const element = canvases.elementOf(canvas);
  // What a program measures of an element is with its border.
  const box = element && (await canvases.measure(element))?.outer;
  if (!box) return saved(kit, own, options);
  const right = (Number(options['x']) || 0) + (Number(options['width']) || 0);
  const below = (Number(options['y']) || 0) + (Number(options['height']) || 0);
  const asked = right > 0 && below > 0;
  const fits = right <= box.width && below <= box.height && canvas.width > box.width && canvas.height > box.height;
  if (!asked || !fits) return saved(kit, own, options);
  const { width, height } = box;
  return saved(kit, { canvas, width, height, ratioX: canvas.width / width, ratioY: canvas.height / height }, options);
}

async function saved(kit: Kit, source: Source, options: Options): Promise<object> {
  const region = regionOf(kit, source, options);
  const width = Math.round(Number(options['destWidth']) || region.width * source.ratioX);
  const height = Math.round(Number(options['destHeight']) || region.height * source.ratioY);
  if (width > CANVAS_PX_MAX || height > CANVAS_PX_MAX)
    throw kit.failure(`${width}x${height} exceeds ${CANVAS_PX_MAX}x${CANVAS_PX_MAX}`);
  const jpg = /^jpe?g$/i.test(String(options['fileType'] ?? 'png'));
  const given = Number(options['quality']);
  const picture = cut(source, region, width, height, jpg ? '#ffffff' : '');
  const blob = await picture.convertToBlob({
    type: jpg ? 'image/jpeg' : 'image/png',
    quality: given > 0 && given <= 1 ? given : 1,
  });
  return { tempFilePath: put(await blob.arrayBuffer(), jpg ? 'jpg' : 'png') };
}

function regionOf(kit: Kit, source: Source, options: Options): Region {
  const [x, y] = [Number(options['x']) || 0, Number(options['y']) || 0];
  const width = Math.round(Number(options['width']) || source.width - x);
  const height = Math.round(Number(options['height']) || source.height - y);
  if (width > 0 && height > 0 && width <= CANVAS_PX_MAX && height <= CANVAS_PX_MAX) return { x, y, width, height };
  throw kit.failure(`a region of ${width}x${height} is not possible`);
}

/** A part of a canvas in the wanted size. What lies outside of the canvas is clear, or has the colour behind. */
function cut(source: Source, region: Region, width: number, height: number, behind = ''): OffscreenCanvas {
  const made = makeSurface(width, height);
  const context = made.getContext('2d', { willReadFrequently: true });
  if (!context) return made;
  if (behind) {
    context.fillStyle = behind;
    context.fillRect(0, 0, width, height);
  }
  const { x, y } = region;
  context.scale(width / region.width, height / region.height);
  context.drawImage(source.canvas, -x, -y, source.canvas.width / source.ratioX, source.canvas.height / source.ratioY);
  return made;
}

function contextOf(kit: Kit, canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw kit.failure('no drawing context');
  return context;
}

function putBack(kit: Kit, source: Source, options: Options): void {
  const { data } = options;
  const [width, height] = [Number(options['width']), Number(options['height'])];
  if (!ArrayBuffer.isView(data) || data.byteLength !== width * height * 4)
    throw kit.failure('data does not have width * height * 4 bytes');
  const pixels = new ImageData(width, height);
  pixels.data.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const [x, y] = [(Number(options['x']) || 0) * source.ratioX, (Number(options['y']) || 0) * source.ratioY];
  const context = contextOf(kit, source.canvas);
  if (source.ratioX === 1) {
    context.putImageData(pixels, x, y);
    return;
  }
  const one = makeSurface(width, height);
  contextOf(kit, one).putImageData(pixels, 0, 0);
  const [w, h] = [width * source.ratioX, height * source.ratioY];
  context.clearRect(x, y, w, h);
  context.drawImage(one, x, y, w, h);
}
