// A sheet of the host over a program: from the bottom, with a title, what it shows, and its buttons. It keeps the
// keyboard inside, closes on Escape and beside it, and gives the focus back. Looks: static/program-sheet.css.

import { t } from '../../../say.ts';
import { icon, make } from '../dom.ts';

export type Layer = { readonly element: HTMLElement; readonly open: Set<() => void> };

export function layerOf(element: HTMLElement): Layer {
  return { element, open: new Set() };
}

/**
 * Shows a sheet until `build`'s `finish` is called; `none` is the answer when the person leaves it, or the program ends.
 * build: fills the body; what it returns is focused first (by default the first control of the sheet).
 */
export function sheet<T>(
  layer: Layer,
  title: string,
  none: T,
  build: (body: HTMLElement, finish: (value: T) => void) => HTMLElement | undefined,
): Promise<T> {
  return new Promise((done) => {
    const before = document.activeElement;
    const leave = () => finish(none);
    const body = make('div', { class: 'program-sheet-body' });
    const close = make(
      'button',
      { type: 'button', class: 'program-sheet-close', 'aria-label': t('Close'), click: leave },
      icon('close'),
    );
    const head = make('header', {}, make('h2', {}, title), close);
    const box = make('section', { role: 'dialog', 'aria-modal': 'true', 'aria-label': title }, head, body);
    const cover = make('div', { class: 'program-cover program-sheet' }, box);
    let ended = false;
    const finish = (value: T) => {
      if (ended) return;
      ended = true;
      layer.open.delete(leave);
      cover.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      done(value);
    };
    cover.addEventListener('click', (event) => {
      if (event.target === cover) leave();
    });
    cover.addEventListener('keydown', (event) => keepInside(event, box, leave));
    layer.open.add(leave);
    layer.element.append(cover);
    const first = build(body, finish) ?? box.querySelector<HTMLElement>('.program-sheet-body :is(button, input)');
    (first ?? close).focus({ preventScroll: true });
  });
}

/** Escape leaves; Tab goes round. */
export function keepInside(event: KeyboardEvent, box: HTMLElement, leave: () => void): void {
  if (event.key === 'Escape') {
    event.stopPropagation();
    leave();
  } else if (event.key === 'Tab') {
    const list = [...box.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href]')].filter(
      (one) => !one.hasAttribute('disabled') && one.offsetParent !== null,
    );
    const [first, last] = [list[0], list.at(-1)];
    const at = document.activeElement;
    if (event.shiftKey && at === first) last?.focus();
    else if (!event.shiftKey && at === last) first?.focus();
    else return;
    event.preventDefault();
  }
}

export function button(text: string, click: () => void, kind = ''): HTMLButtonElement {
  return make('button', { type: 'button', class: 'button', 'data-kind': kind, click }, text);
}

export function foot(...buttons: HTMLElement[]): HTMLElement {
  return make('footer', { class: 'program-sheet-foot' }, ...buttons);
}

/** The mark of a program or a person: its first letters, as on the pages. */
export function avatar(name: string, id: string, shape = ''): HTMLElement {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = `${first(words[0])}${words.length > 1 ? first(words.at(-1)) : ''}`.toUpperCase();
  // The same sum as in templates/parts/avatar.html.
  const tone = ('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(id.slice(-1).toLowerCase()) + 8) % 8;
  const tones = { class: 'avatar', 'data-tone': String(tone), 'data-shape': shape, 'aria-hidden': 'true' };
  return make('span', tones, letters || '?');
}

function first(word: string | undefined): string {
  return [...(word ?? '')][0] ?? '';
}

/** A switch with its words; `changed` is told the new state, and may refuse by rejecting. */
export function toggle(label: string, on: boolean, changed: (on: boolean) => Promise<unknown>): HTMLElement {
  const box = make('input', { type: 'checkbox', role: 'switch' });
  box.checked = on;
  box.addEventListener('change', () => {
    changed(box.checked).catch(() => {
      box.checked = !box.checked;
    });
  });
  return make('label', { class: 'program-toggle' }, make('span', {}, label), box);
}
