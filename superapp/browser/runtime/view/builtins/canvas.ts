// <canvas>: a box whose pixels the worker draws. Its surface is handed to the worker when the worker first asks for it
// (graphics.ts); from then on the program draws without a word to the view, and the browser shows it.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { Builtin, define } from './base.ts';

type Size = { width: number; height: number };
/** canvas: only the first time. Its size: of the box without its border, CSS pixels. hidpi: to be drawn sharp. */
export type Handed = Size & { canvas: OffscreenCanvas | null; outer: Size; hidpi: boolean };

export class Surface extends Builtin {
  private readonly native = document.createElement('canvas');
  private handed = false;
  private size = { width: 300, height: 150 };

  constructor() {
    super();
    // A page that scrolls, or that is pulled down, under a drawing finger draws nothing.
    for (const type of ['touchstart', 'touchend']) {
      this.addEventListener(type, (event) => {
        if (this.flag('disable-scroll')) event.stopPropagation();
      });
    }
  }

  connectedCallback(): void {
    if (this.native.parentNode !== this) this.prepend(this.native);
  }

  protected override changed(name: string): void {
    if (name === 'disable-scroll') this.toggleAttribute('data-still', this.flag('disable-scroll'));
  }

  override perform(verb: string, arg: JsonObject): Json | undefined {
    if (verb !== 'canvasFailed') return undefined;
    if (arg['hide'] === true) this.native.remove();
    this.emit('error', { errMsg: String(arg['errMsg']) });
    return {};
  }

  hand(): Handed {
    const canvas = this.handed ? null : this.native.transferControlToOffscreen();
    this.handed = true;
    // A box that is hidden at the moment keeps the size it had.
    if (this.clientWidth && this.clientHeight) this.size = { width: this.clientWidth, height: this.clientHeight };
    const outer = { width: this.offsetWidth, height: this.offsetHeight };
    return { canvas, ...this.size, outer, hidpi: this.flag('hidpi', true) };
  }

  /** A point of the screen from this canvas's corner, as its touches have it. */
  at(clientX: number, clientY: number): { x: number; y: number } {
    const { left, top } = this.getBoundingClientRect();
    return { x: clientX - left - this.clientLeft, y: clientY - top - this.clientTop };
  }
}

export function defineCanvas(): void {
  define('canvas', Surface);
}
