// <form>: collects the fields inside it by name. <label>: a tap on it is a tap on its control.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { Builtin, define } from './base.ts';

/** A component that has a value in a form. */
export interface Field {
  formValue(): Json;
  formReset(): void;
  activate?(): void;
}

export function isField(target: unknown): target is Field & Builtin {
  return target instanceof Builtin && 'formValue' in target;
}

class Form extends Builtin {
  connectedCallback(): void {
    this.setAttribute('role', 'form');
  }
  submit(_by: HTMLElement): void {
    const value: JsonObject = {};
    for (const field of this.fields()) {
      const name = String(field.get('name') ?? '');
      if (name) value[name] = field.formValue();
    }
    this.emit('submit', { value, formId: '' });
  }
  reset(): void {
    for (const field of this.fields()) field.formReset();
    this.emit('reset', {});
  }
  private fields(): (Field & Builtin)[] {
    return [...this.querySelectorAll<HTMLElement>('*')].filter(isField);
  }
}

export function formOf(target: HTMLElement): Form | null {
  const form = target.closest('wx-form');
  return form instanceof Form ? form : null;
}

type Control = Builtin & { activate(): void };

class Label extends Builtin {
  constructor() {
    super();
    this.addEventListener('click', (event) => {
      const control = this.control();
      // The inner label of two acts; a control that was tapped itself has done so already.
      const inner = (event.target as HTMLElement).closest('wx-label,wx-button');
      if (!control || control.contains(event.target as Node) || (inner && inner !== this)) return;
      control.activate();
    });
  }
  private control(): Control | null {
    const named = this.text('for');
    if (named) {
      const found = this.closest('wx-page-holder')?.querySelector(`#${CSS.escape(named)}`);
      return isControl(found) ? found : null;
    }
    return [...this.querySelectorAll<HTMLElement>('*')].find(isControl) ?? null;
  }
}

function isControl(target: unknown): target is Control {
  return target instanceof Builtin && 'activate' in target;
}

export function defineForm(): void {
  define('form', Form);
  define('label', Label);
}
