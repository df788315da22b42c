// <navigator>: a tap that goes to a page. The worker navigates; the event is of our own and never reaches the program.

import { Builtin, define, pressable } from './base.ts';

class Navigator extends Builtin {
  constructor() {
    super();
    this.values['hover-class'] = 'navigator-hover';
    pressable(this, 50, 600);
    this.addEventListener('click', () => this.go());
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === this) this.click();
    });
  }
  connectedCallback(): void {
    this.setAttribute('role', 'link');
    this.tabIndex = 0;
  }
  private go(): void {
    this.emit(':navigate', {
      how: this.text('open-type', 'navigate'),
      url: this.text('url'),
      delta: this.number('delta', 1),
    });
  }
}

export function defineNavigator(): void {
  define('navigator', Navigator);
}
