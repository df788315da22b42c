// Boxes of the platform's other renderer that a browser draws with its own means: grids and headers that stick. What
// handles gestures there, and what builds long lists, stands here for its children (style-other.ts).

import { Builtin, define } from './base.ts';

class Grid extends Builtin {
  connectedCallback(): void {
    this.changed();
  }
  protected override changed(): void {
    const { style } = this;
    const most = this.number('max-cross-axis-extent', 0);
    const columns =
      most > 0 ? `repeat(auto-fill,minmax(min(${most}px,100%),1fr))` : `repeat(${this.count},minmax(0,1fr))`;
    // The platform's masonry puts each piece into the shortest column; columns of text come near to it.
    const masonry = this.text('type') === 'masonry';
    style.display = masonry ? 'block' : 'grid';
    style.columnCount = masonry ? String(this.count) : '';
    style.gridTemplateColumns = columns;
    style.columnGap = `${this.number('cross-axis-gap', 0)}px`;
    style.rowGap = `${this.number('main-axis-gap', 0)}px`;
    const padding = this.list('padding').map((one) => `${Number(one) || 0}px`);
    if (padding.length === 4) style.padding = padding.join(' ');
  }
  override styled(): void {
    this.changed();
  }
  private get count(): number {
    return Math.max(1, Math.floor(this.number('cross-axis-count', 2)));
  }
}

class StickyHeader extends Builtin {
  protected override changed(name: string): void {
    if (name === 'offset-top') this.style.top = `${this.number('offset-top', 0)}px`;
  }
}

export function defineContainers(): void {
  define('grid-view', Grid);
  define('grid-builder', class extends Grid {});
  define('sticky-header', StickyHeader);
}
