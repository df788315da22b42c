// What `canvas.createImage()` gives: an OffscreenCanvas that holds the pixels of its `src`, so that every drawing
// function of the browser (drawImage, createPattern, texImage2D) takes it as it is.

import type { Kit } from '../../kit.ts';
import type { Pictures } from './pictures.ts';
import { setSize } from './surface.ts';

const { OffscreenCanvas: Canvas, Event: DomEvent } = globalThis;

type Listener = ((event: unknown) => void) | null;

export function createPicture(kit: Kit, pictures: Pictures): OffscreenCanvas {
  // Before it is loaded it has no size, and drawing it draws nothing: one clear pixel.
  const node = new Canvas(1, 1);
  const inner = node.getContext('bitmaprenderer');
  const heard: { load: Listener; error: Listener } = { load: null, error: null };
  const size = { width: 0, height: 0, naturalWidth: 0, naturalHeight: 0 };
  let src = '';
  let turn = 0;
  let settled = 0;

  const tell = (name: 'load' | 'error', errMsg = '') => {
    settled = turn;
    const event = new DomEvent(name);
    if (errMsg) Object.assign(event, { errMsg });
    try {
      heard[name]?.call(node, event);
    } catch (error) {
      kit.report(`image on${name}`, error);
    }
    node.dispatchEvent(event);
  };
  const load = async (given: string) => {
    const mine = ++turn;
    src = given;
    try {
      const bitmap = await pictures.load(src);
      // Another src was set meanwhile: only the last one counts.
      if (mine !== turn) return bitmap.close();
      const { width, height } = bitmap;
      Object.assign(size, { width, height, naturalWidth: width, naturalHeight: height });
      setSize(node, width, height);
      inner?.transferFromImageBitmap(bitmap);
      tell('load');
    } catch (error) {
      if (mine === turn) tell('error', error instanceof Error ? error.message : 'failed');
    }
  };

  const own = <K extends string, T>(table: { [name in K]: T }, name: K, turned: (value: unknown) => T) => ({
    get: () => table[name],
    set(value: unknown) {
      table[name] = turned(value);
    },
  });
  const listener = (value: unknown) => (typeof value === 'function' ? (value as Listener) : null);
  Object.defineProperties(node, {
    width: own(size, 'width', Number),
    height: own(size, 'height', Number),
    onload: own(heard, 'load', listener),
    onerror: own(heard, 'error', listener),
    src: { get: () => src, set: (value: unknown) => void load(String(value ?? '')) },
    naturalWidth: { get: () => size.naturalWidth },
    naturalHeight: { get: () => size.naturalHeight },
    complete: { get: () => settled === turn },
    referrerPolicy: { value: 'no-referrer', writable: true },
  });
  return node;
}
