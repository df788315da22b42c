// <rich-text>: HTML or node lists, sanitised.

import { Builtin, define } from './base.ts';
import { Sanitiser } from './sanitise.ts';

class RichText extends Builtin {
  protected override changed(name: string): void {
    if (name === 'user-select') this.toggleAttribute('data-select', this.flag('user-select'));
    else if (name === 'nodes' || name === 'space')
      this.replaceChildren(...new Sanitiser(this.text('space')).nodes(this.values['nodes'] ?? ''));
  }
}

export function defineRichText(): void {
  define('rich-text', RichText);
}
