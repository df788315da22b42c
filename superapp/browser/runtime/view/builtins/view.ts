// <view>, <cover-view>, <block>-like containers: boxes with a pressed look.

import { Builtin, define, pressable } from './base.ts';

class View extends Builtin {
  constructor() {
    super();
    pressable(this, 50, 400);
  }
}

class Plain extends Builtin {}

export function defineView(): void {
  define('view', View);
  define('cover-view', class extends View {});
  define('block', class extends Plain {});
}
