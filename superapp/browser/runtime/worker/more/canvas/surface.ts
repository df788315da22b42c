// A canvas as programs know it: the browser's OffscreenCanvas with the platform's methods added and its size bounded.
// Used for the nodes of a page and for wx.createOffscreenCanvas.

import { CANVAS_PX_MAX } from '../../../protocol/limits.ts';
import type { Kit } from '../../kit.ts';
import { createPicture } from './picture.ts';
import type { Pictures } from './pictures.ts';
import { png } from './png.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const { OffscreenCanvas: Canvas, Path2D: Path, ImageData: Pixels } = globalThis;
const FRAME_MS = 16;
// Safari before 16.4 has no frames in a worker.
const frame =
  scope.requestAnimationFrame?.bind(scope) ?? ((run) => scope.setTimeout(() => run(performance.now()), FRAME_MS));
const cancelFrame = scope.cancelAnimationFrame?.bind(scope) ?? scope.clearTimeout.bind(scope);
const natural = {
  width: Object.getOwnPropertyDescriptor(Canvas?.prototype, 'width'),
  height: Object.getOwnPropertyDescriptor(Canvas?.prototype, 'height'),
};

/** The browser's own size, behind the bounded one that programs see. */
export function setSize(canvas: OffscreenCanvas, width: number, height: number): void {
  natural.width?.set?.call(canvas, width);
  natural.height?.set?.call(canvas, height);
}

export function makeSurface(width: number, height: number): OffscreenCanvas {
  return new Canvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
}

/** Adds what the platform's Canvas has beyond the browser's. Returns the same object. */
export function dress(canvas: OffscreenCanvas, kit: Kit, pictures: Pictures): OffscreenCanvas {
  const bounded = (name: 'width' | 'height') => ({
    get: () => natural[name]?.get?.call(canvas) as number,
    set(value: unknown) {
      const px = Math.max(0, Math.floor(Number(value) || 0));
      if (px > CANVAS_PX_MAX) throw new RangeError(`canvas ${name} ${px} exceeds ${CANVAS_PX_MAX}`);
      natural[name]?.set?.call(canvas, px);
    },
    configurable: true,
  });
  Object.defineProperties(canvas, { width: bounded('width'), height: bounded('height') });
  return Object.assign(canvas, {
    createImage: () => createPicture(kit, pictures),
    /** Of a size, of pixels and a size, or of this canvas's size. */
    createImageData: (...given: unknown[]) => {
      const [first, ...sizes] = given.length ? given : [canvas.width, canvas.height];
      return Reflect.construct(Pixels, [Array.isArray(first) ? Uint8ClampedArray.from(first) : first, ...sizes]);
    },
    createPath2D: (path?: Path2D) => new Path(path),
    requestAnimationFrame: (run: (time: number) => void) =>
      frame((time) => {
        try {
          run(time);
        } catch (error) {
          kit.report('requestAnimationFrame', error);
        }
      }),
    cancelAnimationFrame: (id: number) => cancelFrame(id),
    // The browser's own way to a picture is asynchronous; this one has to answer at once. Always PNG, as a browser does
    // for a type it does not know.
    toDataURL: () =>
      canvas.width && canvas.height ? `data:image/png;base64,${kit.base64Of(png(pixelsOf(canvas)))}` : 'data:,',
  });
}

/** What is on a canvas of any kind now. */
export function pixelsOf(canvas: OffscreenCanvas): ImageData {
  const { width, height } = canvas;
  const context = makeSurface(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no drawing context');
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, width, height);
}
