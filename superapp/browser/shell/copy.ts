// Numbers one quotes to somebody else (order, transaction, hash): every element with `data-copy` gets a button that puts
// its text on the clipboard. Without scripts, or where the browser has no clipboard, the text is there to select.

import { render } from 'lit';
import { t } from '../say.ts';
import { announce, toast } from './announce.ts';
import { icon } from './words.ts';

const SHOW_DONE_MS = 1_600;

export function offerCopies(root: ParentNode): void {
  if (!navigator.clipboard) return;
  for (const place of root.querySelectorAll<HTMLElement>('[data-copy]:not(:has(.copy))')) {
    const text = place.textContent.trim();
    const name = place.previousElementSibling?.textContent.trim() ?? t('Number');
    const button = document.createElement('button');
    button.className = 'copy';
    button.type = 'button';
    button.setAttribute('aria-label', t('Copy: %(name)s', { name }));
    render(icon('copy'), button);
    button.addEventListener('click', () => void copy(text, button));
    place.append(' ', button);
  }
}

/** On the clipboard, and a word about it. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('Copied.'), 'good');
  } catch {
    toast(t('The browser did not allow copying. Select the text instead.'), 'bad');
  }
}

async function copy(text: string, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return announce(t('The browser did not allow copying. Select the text instead.'));
  }
  announce(t('Copied'));
  render(icon('check'), button);
  setTimeout(() => render(icon('copy'), button), SHOW_DONE_MS);
}
