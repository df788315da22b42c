// The canvases of the pages: their nodes for the 2d api, found by selector, and their surfaces for the older api, found
// by `canvas-id`. A surface comes from the view once (view/builtins/canvas.ts) and stays with its element; when the
// element goes, its pixels are given back at once.

import { isObject } from '../../../protocol/json.ts';
import { CANVAS_PX_MAX } from '../../../protocol/limits.ts';
import type { DrawnNode, Kit } from '../../kit.ts';
import type { Pictures } from './pictures.ts';
import { dress, setSize } from './surface.ts';

type Size = { width: number; height: number };
/** CSS pixels of the element, and with its border (`outer`); ratio: pixels of the surface for one of those, in the older api. */
export type Measured = Size & { canvas: OffscreenCanvas; outer: Size; ratio: number };

type Walked = {
  childNodes?: Walked[];
  getAttribute?(name: string): unknown;
  getBackendElement?(): DrawnNode | null;
};
type Instance = { _$?: { getShadowRoot(): Walked | null } };

export class Canvases {
  private readonly kit: Kit;
  private readonly pictures: Pictures;
  private readonly surfaces = new WeakMap<DrawnNode, OffscreenCanvas>();
  private readonly elements = new WeakMap<OffscreenCanvas, DrawnNode>();
  private readonly queues = new WeakMap<DrawnNode, Promise<unknown>>();
  private readonly complained = new WeakSet<DrawnNode>();

  constructor(kit: Kit, pictures: Pictures) {
    this.kit = kit;
    this.pictures = pictures;
  }

  /** Its surface, always the same object, and how large it stands on the page. Null when it is gone. */
  async measure(node: DrawnNode): Promise<Measured | null> {
    const answer = await this.kit.take('canvas', node, null);
    const given = isObject(answer) ? answer : {};
    if (given['canvas'] instanceof OffscreenCanvas) this.keep(node, given['canvas']);
    const canvas = this.surfaces.get(node);
    if (!canvas) return null;
    const [width, height] = [Number(given['width']) || 1, Number(given['height']) || 1];
    const wanted = given['hidpi'] === false ? 1 : this.kit.context.surroundings.pixelRatio;
    const outer = given['outer'] as Size;
    return { canvas, width, height, outer, ratio: Math.min(wanted, CANVAS_PX_MAX / Math.max(width, height)) };
  }

  /** The element of a node that a program holds; null for one of wx.createOffscreenCanvas. */
  elementOf(canvas: unknown): DrawnNode | null {
    return canvas instanceof OffscreenCanvas ? (this.elements.get(canvas) ?? null) : null;
  }

  /** The canvas with that `canvas-id` in a component, or in the pages from the top one down. */
  find(id: string, within: unknown): DrawnNode | null {
    const pages = this.kit.stack.all().map((page) => page.instance);
    const places = isObject(within) && '_$' in within ? [within] : pages.reverse();
    for (const place of places) {
      const [first, ...more] = named((place as Instance)._$?.getShadowRoot() ?? null, id);
      for (const second of more) this.complain(second, id);
      if (first) return first;
    }
    return null;
  }

  /** Runs one after the other whatever is done with a canvas. */
  async inTurn<T>(node: DrawnNode, run: () => Promise<T>): Promise<T> {
    const before = this.queues.get(node);
    const done = before ? before.then(run, run) : run();
    this.queues.set(node, done);
    return done;
  }

  private keep(node: DrawnNode, canvas: OffscreenCanvas): void {
    this.surfaces.set(node, dress(canvas, this.kit, this.pictures));
    this.elements.set(canvas, node);
    node.onRelease = () => setSize(canvas, 0, 0);
  }

  /** A second canvas of the same name is hidden and says so, as on the platform. */
  private complain(node: DrawnNode, id: string): void {
    if (this.complained.has(node)) return;
    this.complained.add(node);
    const errMsg = `canvas-id ${id} in this page has already existed`;
    void this.kit.act(node, 'canvasFailed', { hide: true, errMsg });
  }
}

/** The canvases of that name in one component's own template, in the order they stand. */
function named(root: Walked | null, id: string): DrawnNode[] {
  const found: DrawnNode[] = [];
  const walk = (at: Walked): void => {
    const drawn = at.getBackendElement?.();
    if (drawn?.tag === 'canvas' && (at.getAttribute?.('canvas-id') ?? at.getAttribute?.('canvasId')) === id)
      found.push(drawn);
    for (const child of at.childNodes ?? []) walk(child);
  };
  if (root) walk(root);
  return found;
}
