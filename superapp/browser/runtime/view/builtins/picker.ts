// <picker>: a sheet over the page with the browser's own list, date and time controls, which keyboards and screen
// readers know. Modes selector, multiSelector, date, time; a region is three texts.

import type { Json } from '../../protocol/json.ts';
import { isObject } from '../../protocol/json.ts';
import { Builtin, define, part } from './base.ts';
import type { Field } from './form.ts';

type Control = HTMLSelectElement | HTMLInputElement;

class Picker extends Builtin implements Field {
  constructor() {
    super();
    this.addEventListener('click', (event) => {
      if (!(event.target as HTMLElement).closest('.wx-sheet')) this.open();
    });
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === this) this.open();
    });
  }
  connectedCallback(): void {
    this.setAttribute('role', 'button');
    this.tabIndex = 0;
  }
  activate(): void {
    this.open();
  }
  formValue(): Json {
    return (this.values['value'] ?? null) as Json;
  }
  formReset(): void {
    this.values['value'] = null;
  }

  private open(): void {
    if (this.flag('disabled')) return;
    const sheet = part(document.body, 'div', 'wx-sheet');
    const box = part(sheet, 'section');
    const head = part(box, 'header');
    const cancel = button(head, 'Cancel');
    part(head, 'span').textContent = this.text('header-text');
    const done = button(head, 'Done');
    const columns = part(box, 'div', 'wx-columns');
    const controls = this.controls(columns);
    const close = () => sheet.remove();
    cancel.onclick = () => {
      close();
      this.emit('cancel', {});
    };
    sheet.onclick = (event) => {
      if (event.target === sheet) cancel.click();
    };
    sheet.onkeydown = (event) => {
      if (event.key === 'Escape') cancel.click();
      else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) done.click();
    };
    // Not a form: a sandboxed frame may not submit one.
    done.onclick = () => {
      close();
      const value = this.chosen(controls);
      this.values['value'] = value;
      this.emit('change', { value }, { value });
    };
    controls[0]?.focus();
  }

  private controls(into: HTMLElement): Control[] {
    const mode = this.text('mode', 'selector');
    if (mode === 'date' || mode === 'time') {
      const input = part(into, 'input') as HTMLInputElement;
      const fields = this.text('fields', 'day');
      input.type = mode === 'time' ? 'time' : fields === 'month' ? 'month' : fields === 'year' ? 'number' : 'date';
      input.value = this.text('value');
      if (this.text('start')) input.min = this.text('start');
      if (this.text('end')) input.max = this.text('end');
      return [input];
    }
    if (mode === 'region') {
      return [0, 1, 2].map((index) => {
        const input = part(into, 'input') as HTMLInputElement;
        input.value = String(this.list('value')[index] ?? '');
        return input;
      });
    }
    const many = mode === 'multiSelector';
    const ranges = many ? this.list('range') : [this.values['range']];
    return ranges.slice(0, 8).map((range, column) => {
      const select = part(into, 'select') as HTMLSelectElement;
      const options = Array.isArray(range) ? range : isObject(range) ? Object.values(range) : [];
      for (const option of options.slice(0, 5000)) part(select, 'option').textContent = this.label(option);
      select.selectedIndex = Number(many ? this.list('value')[column] : this.values['value']) || 0;
      if (many) select.onchange = () => this.emit('columnchange', { column, value: select.selectedIndex });
      return select;
    });
  }

  private label(option: unknown): string {
    return isObject(option) ? String(option[this.text('range-key')] ?? '') : String(option);
  }

  private chosen(controls: Control[]): Json {
    const mode = this.text('mode', 'selector');
    const values = controls.map((one) => (one instanceof HTMLSelectElement ? one.selectedIndex : one.value));
    if (mode === 'multiSelector' || mode === 'region') return values;
    // The platform gives the index of a selector as text.
    return String(values[0] ?? '');
  }
}

function button(into: HTMLElement, text: string): HTMLButtonElement {
  const made = part(into, 'button') as HTMLButtonElement;
  made.type = 'button';
  made.textContent = text;
  return made;
}

export function definePicker(): void {
  define('picker', Picker);
}
