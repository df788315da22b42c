// <text>: inline text that keeps its line ends, may be selected, and on demand widens blanks (`space`) and reads the
// platform's eight entities (`decode`).

import { Builtin, define } from './base.ts';
import { decoded, spaced } from './words.ts';

class PlainText extends Builtin {
  private watcher: MutationObserver | null = null;
  private readonly shown = new WeakMap<Text, { from: string; to: string }>();

  protected override changed(name: string): void {
    if (name === 'selectable' || name === 'user-select') {
      this.toggleAttribute('data-select', this.flag('selectable') || this.flag('user-select'));
      this.toggleAttribute('data-block', this.flag('user-select'));
    } else if (name === 'space' || name === 'decode') this.watch();
  }

  private watch(): void {
    if (!this.watcher) {
      this.watcher = new MutationObserver(() => this.rewrite());
      this.watcher.observe(this, { childList: true, characterData: true, subtree: true });
    }
    this.rewrite();
  }

  private rewrite(): void {
    for (const node of this.childNodes) {
      if (!(node instanceof Text)) continue;
      const known = this.shown.get(node);
      const from = known?.to === node.data ? known.from : node.data;
      const wide = spaced(from, this.text('space'));
      const to = this.flag('decode') ? decoded(wide) : wide;
      this.shown.set(node, { from, to });
      if (node.data !== to) node.data = to;
    }
    // Our own change is no news.
    this.watcher?.takeRecords();
  }
}

export function defineText(): void {
  define('text', PlainText);
}
