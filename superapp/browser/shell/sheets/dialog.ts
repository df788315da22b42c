// A sheet that a script fills: <dialog class="sheet">. It closes on Escape, on a tap beside it, and takes itself away.
import { html, render, type TemplateResult } from 'lit';
import { t } from '../../say.ts';
import { icon } from '../words.ts';

export type Dialog = { draw(content: TemplateResult): void; close(): void; closed: Promise<void> };

/** Opens with what is drawn first. */
export function openDialog(label: string, first: (dialog: Dialog) => TemplateResult): Dialog {
  const element = document.createElement('dialog');
  element.className = 'sheet';
  element.setAttribute('aria-label', label);
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  const dialog: Dialog = {
    draw: (content) => void render(content, element),
    close: () => element.close(),
    closed: new Promise((resolve) => {
      element.addEventListener('close', () => {
        element.remove();
        resolve();
      });
    }),
  };
  dialog.draw(first(dialog));
  document.body.append(element);
  element.showModal();
  return dialog;
}

export function head(title: string, dialog: Dialog): TemplateResult {
  return html`<header class="sheet-head"><h2>${title}</h2><button class="icon-button" type="button" aria-label=${t('Close')} @click=${() => dialog.close()}>${icon('x')}</button></header>`;
}

/** What somebody chose in a sheet; null when they left it. */
export async function chosenIn<Value>(
  label: string,
  content: (choose: (value: Value) => void, dialog: Dialog) => TemplateResult,
): Promise<Value | null> {
  let chosen: Value | null = null;
  const dialog = openDialog(label, (opened) =>
    content((value) => {
      chosen = value;
      opened.close();
    }, opened),
  );
  await dialog.closed;
  return chosen;
}
