// <checkbox>, <radio>, <switch> and their groups: native controls, one event shape each. Radios of a group share a name,
// so that arrow keys choose among them.

import type { Json } from '../../protocol/json.ts';
import { Builtin, define, nameControl } from './base.ts';
import type { Field } from './form.ts';

/** Property -> custom property of the drawing (style.ts). */
const COLOURS: { [name: string]: string } = {
  color: '--wx-colour',
  'background-color': '--wx-back',
  'border-color': '--wx-border',
  'active-background-color': '--wx-active-back',
  'active-border-color': '--wx-active-border',
  'icon-color': '--wx-mark',
};

abstract class Choice extends Builtin {
  readonly native = document.createElement('input');

  constructor(type: 'checkbox' | 'radio') {
    super();
    this.native.type = type;
    this.native.addEventListener('change', () => this.toggled());
    // A click on the control is a tap of the component; one that the component made is not another.
    this.native.addEventListener('click', (event) => {
      if (!event.isTrusted) event.stopPropagation();
    });
    this.addEventListener('click', (event) => {
      if (event.target !== this.native) this.activate();
    });
  }
  connectedCallback(): void {
    if (this.native.parentNode !== this) this.prepend(this.native);
    nameControl(this, this.native);
  }
  protected override changed(name: string): void {
    if (name === 'checked') this.native.checked = this.flag('checked');
    else if (name === 'disabled') this.native.disabled = this.flag('disabled');
    else if (COLOURS[name]) this.style.setProperty(COLOURS[name], this.text(name));
  }
  override styled(): void {
    for (const name of Object.keys(COLOURS)) if (this.values[name] !== undefined) this.changed(name);
  }
  activate(): void {
    this.native.click();
  }
  protected abstract toggled(): void;
}

class Checkbox extends Choice {
  constructor() {
    super('checkbox');
  }
  protected toggled(): void {
    groupOf(this, 'wx-checkbox-group')?.report();
  }
}

class Radio extends Choice {
  constructor() {
    super('radio');
  }
  override connectedCallback(): void {
    super.connectedCallback();
    this.native.name = groupOf(this, 'wx-radio-group')?.key ?? '';
  }
  protected toggled(): void {
    groupOf(this, 'wx-radio-group')?.report();
  }
}

let groups = 0;

class Group extends Builtin implements Field {
  readonly key = `group-${++groups}`;
  private readonly many: boolean;
  constructor(many: boolean) {
    super();
    this.many = many;
  }
  connectedCallback(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', this.many ? 'group' : 'radiogroup');
  }
  private choices(): Choice[] {
    return [...this.querySelectorAll<HTMLElement>('wx-checkbox,wx-radio')].filter(
      (one): one is Choice => one instanceof Choice,
    );
  }
  formValue(): Json {
    const chosen = this.choices()
      .filter((one) => one.native.checked)
      .map((one) => (one.get('value') ?? '') as Json);
    return this.many ? chosen : (chosen[0] ?? '');
  }
  formReset(): void {
    for (const one of this.choices()) one.native.checked = false;
  }
  report(): void {
    this.emit('change', { value: this.formValue() }, { value: this.formValue() });
  }
}

function groupOf(target: HTMLElement, tag: string): Group | null {
  const group = target.closest(tag);
  return group instanceof Group ? group : null;
}

class Switch extends Choice implements Field {
  constructor() {
    super('checkbox');
    this.native.setAttribute('role', 'switch');
  }
  protected override changed(name: string): void {
    super.changed(name);
    if (name !== 'type') return;
    this.setAttribute('data-type', this.text('type'));
    this.native.setAttribute('role', this.text('type') === 'checkbox' ? 'checkbox' : 'switch');
  }
  protected toggled(): void {
    const { checked } = this.native;
    this.emit('change', { value: checked }, { checked });
  }
  formValue(): Json {
    return this.native.checked;
  }
  formReset(): void {
    this.native.checked = false;
  }
}

export function defineChoice(): void {
  define('checkbox', Checkbox);
  define('radio', Radio);
  define('switch', Switch);
  define(
    'checkbox-group',
    class extends Group {
      constructor() {
        super(true);
      }
    },
  );
  define(
    'radio-group',
    class extends Group {
      constructor() {
        super(false);
      }
    },
  );
}
