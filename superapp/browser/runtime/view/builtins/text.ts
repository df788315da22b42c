// <text>: keeps line breaks, selectable when asked, decodes entities when asked.

import { Builtin, define } from './base.ts';

class Text extends Builtin {
  protected override changed(name: string): void {
    if (name === 'selectable' || name === 'user-select') {
      this.toggleAttribute('data-select', this.flag('selectable') || this.flag('user-select'));
    }
    if (name === 'space') this.style.whiteSpace = this.text('space') ? 'pre-wrap' : '';
  }
}

export function defineText(): void {
  define('text', Text);
}
