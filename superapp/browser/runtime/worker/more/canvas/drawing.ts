// The older api: a context by `canvas-id`, whose description is played on the canvas when draw() is called. Draws of one
// canvas run in their order, each after its pictures are there.

import type { DrawnNode, Kit } from '../../kit.ts';
import type { Canvases, Measured } from './canvases.ts';
import { type Action, CanvasContext } from './context.ts';
import type { Pictures } from './pictures.ts';
import { type Context, picturesOf, play } from './play.ts';
import { makeSurface, setSize } from './surface.ts';

type Find = () => DrawnNode | null;

export class Drawing {
  private readonly kit: Kit;
  private readonly canvases: Canvases;
  private readonly pictures: Pictures;

  constructor(kit: Kit, canvases: Canvases, pictures: Pictures) {
    this.kit = kit;
    this.canvases = canvases;
    this.pictures = pictures;
  }

  /** The canvas is looked for at each draw: a program makes its context long before. */
  context(find: Find): CanvasContext {
    return new CanvasContext((actions, reserve, done) => {
      this.run(find(), actions, reserve).then(
        () => this.kit.tell('drawCanvas', { complete: done }, 'success', { errMsg: 'drawCanvas:ok' }),
        (error) => this.kit.tell('drawCanvas', { complete: done }, 'fail', this.kit.refusal('drawCanvas', error)),
      );
    });
  }

  async run(node: DrawnNode | null, actions: readonly Action[], reserve: boolean): Promise<void> {
    if (!node) throw this.kit.failure('canvas is empty');
    // What it needs is asked for now, whatever is still being drawn.
    const needed = this.load(actions);
    await this.canvases.inTurn(node, async () => {
      const pictures = await needed;
      const measured = await this.canvases.measure(node);
      const context = measured?.canvas.getContext('2d');
      if (!measured || !context) throw this.kit.failure('canvas is empty');
      prepare(measured, context, reserve);
      play(context, actions, measured.ratio, pictures, ({ method }, error) =>
        this.kit.report(`canvas ${method}`, error),
      );
    });
  }

  private async load(actions: readonly Action[]): Promise<Map<unknown, CanvasImageSource>> {
    const loaded = new Map<unknown, CanvasImageSource>();
    const all = [...picturesOf(actions)].map(async (named) => {
      try {
        loaded.set(named, named instanceof OffscreenCanvas ? named : await this.pictures.cached(String(named)));
      } catch (error) {
        // Drawn without it, as on the platform.
        console.warn(error instanceof Error ? error.message : error);
      }
    });
    await Promise.all(all);
    return loaded;
  }
}

/** Clears the canvas unless its drawing is kept, and gives it the size its element has now. */
function prepare({ canvas, width, height, ratio }: Measured, context: Context, reserve: boolean): void {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) {
    if (!reserve) context.clearRect(0, 0, wide, high);
    return;
  }
  const before = reserve && canvas.width && canvas.height ? makeSurface(canvas.width, canvas.height) : null;
  before?.getContext('2d')?.drawImage(canvas, 0, 0);
  setSize(canvas, wide, high);
  if (before) context.drawImage(before, 0, 0);
}
