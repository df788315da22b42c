// <navigator>: a tap that goes to a page or to another program. The worker navigates and answers with success, fail and
// complete.

import type { JsonObject } from '../../protocol/json.ts';
import { Builtin, define, keyed, pressable } from './base.ts';

const ASKED = ['url', 'target', 'app-id', 'path', 'extra-data', 'version', 'short-link'];

class Navigator extends Builtin {
  constructor() {
    super();
    this.values['hover-class'] = 'navigator-hover';
    pressable(this, 50, 600);
    this.addEventListener('click', () => this.go());
  }
  connectedCallback(): void {
    keyed(this, 'link', ['Enter']);
    this.tabIndex = 0;
  }
  private go(): void {
    const asked: JsonObject = { 'open-type': this.text('open-type', 'navigate'), delta: this.number('delta', 1) };
    for (const name of ASKED) if (this.values[name] !== undefined) asked[name] = this.values[name] as never;
    this.emit(':navigate', asked);
  }
}

export function defineNavigator(): void {
  define('navigator', Navigator);
}
