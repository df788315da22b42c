// <checkbox>, <radio>, <switch> and their groups: native controls, one event shape each.

import type { Json } from '../../protocol/json.ts';
import { Builtin, define } from './base.ts';
import type { Field } from './form.ts';

abstract class Choice extends Builtin {
  readonly native = document.createElement('input');

  constructor(type: 'checkbox' | 'radio') {
    super();
    this.native.type = type;
    this.native.addEventListener('change', () => this.toggled());
    // The control's own click must not tap twice.
    this.native.addEventListener('click', (event) => event.stopPropagation());
    this.addEventListener('click', (event) => {
      if (event.target !== this.native) this.activate();
    });
  }
  connectedCallback(): void {
    if (this.native.parentNode !== this) this.prepend(this.native);
  }
  protected override changed(name: string): void {
    if (name === 'checked') this.native.checked = this.flag('checked');
    else if (name === 'disabled') this.native.disabled = this.flag('disabled');
    else if (name === 'color') this.style.setProperty('--wx-colour', this.text('color'));
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
  formValue(): Json {
    return this.native.checked ? this.text('value') : null;
  }
  formReset(): void {
    this.native.checked = false;
  }
}

class Radio extends Choice {
  constructor() {
    super('radio');
  }
  protected toggled(): void {
    const group = groupOf(this, 'wx-radio-group');
    for (const other of group?.choices() ?? []) if (other !== this) other.native.checked = false;
    group?.report();
  }
  formValue(): Json {
    return null;
  }
  formReset(): void {
    this.native.checked = false;
  }
}

class Group extends Builtin implements Field {
  private readonly many: boolean;
  constructor(many: boolean) {
    super();
    this.many = many;
  }
  choices(): Choice[] {
    return [...this.querySelectorAll<HTMLElement>('wx-checkbox,wx-radio')].filter(
      (one): one is Choice => one instanceof Choice,
    );
  }
  formValue(): Json {
    const chosen = this.choices()
      .filter((one) => one.native.checked)
      .map((one) => String(one.get('value') ?? ''));
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
    if (name === 'type') this.setAttribute('data-type', this.text('type'));
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
