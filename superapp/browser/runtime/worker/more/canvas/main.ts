// `wx` for drawing: the nodes that a selector query gives, wx.createOffscreenCanvas, and the older api by `canvas-id`.

import { isObject } from '../../../protocol/json.ts';
import type { Kit } from '../../kit.ts';
import { Canvases } from './canvases.ts';
import type { Action } from './context.ts';
import { Drawing } from './drawing.ts';
import { exports } from './export.ts';
import { fonts } from './fonts.ts';
import type { Pictures } from './pictures.ts';
import { dress, makeSurface } from './surface.ts';

const DEFAULT = { width: 300, height: 150 };

export function canvas(kit: Kit, pictures: Pictures) {
  const canvases = new Canvases(kit, pictures);
  const drawing = new Drawing(kit, canvases, pictures);
  kit.provide('canvas', async (node, kind) =>
    kind === 'node' ? ((await canvases.measure(node))?.canvas ?? null) : drawing.context(() => node),
  );
  return {
    ...exports(kit, canvases),
    ...fonts(kit, pictures),
    createCanvasContext: (id: unknown, within?: unknown) => drawing.context(() => canvases.find(String(id), within)),
    // As it was in 2017: a context without a canvas, drawn by name.
    createContext: () => drawing.context(() => null),
    drawCanvas: kit.api('drawCanvas', ({ canvasId, actions, reserve }) =>
      drawing.run(
        canvases.find(String(canvasId), null),
        Array.isArray(actions) ? (actions.filter(isObject) as Action[]) : [],
        reserve === true,
      ),
    ),
    /** {type, width, height}, or width and height. */
    createOffscreenCanvas(given: unknown, second?: unknown) {
      const options = isObject(given) ? given : { width: given, height: second };
      const made = dress(makeSurface(DEFAULT.width, DEFAULT.height), kit, pictures);
      made.width = Number(options['width'] ?? DEFAULT.width);
      made.height = Number(options['height'] ?? DEFAULT.height);
      return made;
    },
  };
}
