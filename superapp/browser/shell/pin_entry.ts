// Six digits that nobody sees: dots, one real input under them, and a pad. money_sheet.ts draws it and keeps the digits;
// keys of a keyboard arrive at the input, or wherever the focus is, through `pinKey`.

import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../say.ts';
import { decimalPoint } from './amounts.ts';
import { icon } from './words.ts';

export const PIN_DIGITS = 6;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', 'erase'];

export function pinEntry(pin: string, label: string, isBusy: boolean, type: (pin: string) => void): TemplateResult {
  const press = (key: string): void => type(key === 'erase' ? pin.slice(0, -1) : pin + key);
  return html`<div class="pin-dots">
      ${Array.from({ length: PIN_DIGITS }, (_, index) => html`<span class="pin-dot" data-filled=${index < pin.length ? 'yes' : 'no'}></span>`)}
      <input aria-label=${label} type="password" inputmode="none" autocomplete="off" maxlength=${PIN_DIGITS} .value=${live(pin)} ?disabled=${isBusy} @input=${(event: Event) => type((event.target as HTMLInputElement).value)}>
    </div>
    ${keypad(KEYS, press, isBusy)}`;
}

/** keys: '' leaves a place free, 'erase' is the last one. */
export function keypad(keys: string[], press: (key: string) => void, isBusy = false): TemplateResult {
  return html`<div class="pin-pad">${keys.map((key) =>
    key
      ? html`<button class="pin-key" type="button" tabindex="-1" aria-label=${key === 'erase' ? t('Erase') : key === '.' ? t('Point') : key} data-key=${key} ?disabled=${isBusy} @click=${() => press(key)}>${key === 'erase' ? icon('delete') : key === '.' ? decimalPoint() : key}</button>`
      : html`<span></span>`,
  )}</div>`;
}

/** The key that a keyboard event means for a pad, or nothing: fields take their own. */
export function pinKey(event: KeyboardEvent): string {
  if ((event.target as HTMLElement).tagName === 'INPUT' || event.ctrlKey || event.metaKey || event.altKey) return '';
  if (/^\d$/.test(event.key)) return event.key;
  return event.key === 'Backspace' ? 'erase' : '';
}
