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

class Label extends Builtin {
  constructor() {
    super();
    this.addEventListener('click', (event) => {
      const control = this.control();
      if (!control || control.contains(event.target as Node)) return;
      control.activate?.();
    });
  }
  private control(): (Field & Builtin) | null {
    const named = this.text('for');
    if (named) {
      const found = this.closest('page')?.querySelector(`#${CSS.escape(named)}`);
      return isField(found) ? found : null;
    }
    return [...this.querySelectorAll<HTMLElement>('*')].find(isField) ?? null;
  }
}

export function defineForm(): void {
  define('form', Form);
  define('label', Label);
}
