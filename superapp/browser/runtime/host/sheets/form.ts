// A form in a sheet: fields with labels, the server's words at the field that is at fault.

import { t } from '../../../say.ts';
import { isObject } from '../../protocol/json.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

/** auto: the browser's name for what belongs there (autocomplete). mode: which keyboard. choices: value -> words. */
export type Field = {
  name: string;
  label: string;
  auto?: string;
  mode?: string;
  value?: string;
  needed?: boolean;
  choices?: { [value: string]: string };
};

export type Form = {
  title: string;
  fields: Field[];
  values: Record<string, string>;
  save(fields: Record<string, string>): Promise<Record<string, unknown>>;
  remove?: (() => Promise<unknown>) | undefined;
};

/** What `save` answered; null when the person left, {} when they removed it. */
export function fillIn(layer: Layer, asked: Form): Promise<Record<string, unknown> | null> {
  return sheet<Record<string, unknown> | null>(layer, asked.title, null, (body, finish) => {
    const inputs = asked.fields.map((field) => control(field, asked.values[field.name] ?? field.value ?? ''));
    const rows = asked.fields.map((field, at) => {
      const error = make('p', { class: 'field-error', role: 'alert' });
      const needed = field.needed ? [make('span', { 'aria-hidden': 'true' }, ' *')] : [];
      const row = make('div', { class: 'field' }, make('label', {}, field.label, ...needed), error);
      const input = inputs[at] as HTMLElement;
      input.id = `program-field-${field.name}`;
      row.querySelector('label')?.setAttribute('for', input.id);
      row.insertBefore(input, error);
      return row;
    });
    const problem = (name: string, words: string) => {
      const index = Math.max(
        0,
        asked.fields.findIndex((field) => field.name === name),
      );
      rows.forEach((row, at) => {
        row.toggleAttribute('data-invalid', at === index);
        const error = row.querySelector('.field-error');
        if (error) error.textContent = at === index ? words : '';
      });
      inputs[index]?.focus();
    };
    const submit = make('button', { type: 'submit', class: 'button', 'data-kind': 'primary' }, t('Save'));
    const { remove } = asked;
    const removing = remove
      ? [
          button(t('Remove'), () => {
            remove().then(
              () => finish({}),
              () => problem('', t('This did not work. Try again.')),
            );
          }),
        ]
      : [];
    const form = make('form', { class: 'form' }, ...rows, foot(...removing, submit));
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit.setAttribute('aria-busy', 'true');
      const values = Object.fromEntries(asked.fields.map((field, at) => [field.name, inputs[at]?.value ?? '']));
      asked.save(values).then(finish, (error: unknown) => {
        submit.removeAttribute('aria-busy');
        const [name, words] = faultOf(error);
        problem(name, words);
      });
    });
    body.append(form);
    return inputs[0];
  });
}

function control(field: Field, value: string): HTMLInputElement | HTMLSelectElement {
  if (field.choices) {
    const options = Object.entries(field.choices).map(([key, words]) => make('option', { value: key }, words));
    const select = make('select', {}, ...options);
    if (value) select.value = value;
    return select;
  }
  const input = make('input', { type: 'text', autocomplete: field.auto ?? 'off', maxlength: '300' });
  if (field.mode) input.inputMode = field.mode;
  if (field.needed) input.required = true;
  input.value = value;
  return input;
}

/** "saveDetail:fail telNumber: Fill this in." */
function faultOf(error: unknown): [string, string] {
  const text = isObject(error) && typeof error['errMsg'] === 'string' ? error['errMsg'] : '';
  const found = /:fail (\w*): (.+)$/.exec(text);
  return found ? [found[1] ?? '', found[2] ?? ''] : ['', t('This did not work. Try again.')];
}
