// Words that are not part of a page: for screen readers alone (`announce`), or for everyone for a moment (`toast`).
import { html, render } from 'lit';
import { icon } from './words.ts';

const TOAST_MS = 5_000;
const MARKS = { info: 'info', good: 'circle-check', bad: 'circle-alert' } as const;

/** Read out politely, after what is being read. */
export function announce(text: string): void {
  const place = document.querySelector('#announcer');
  if (!place) return;
  const line = document.createElement('p');
  line.textContent = text;
  place.replaceChildren(line);
}

/** A short message at the foot of the page; also read out. `action` offers one thing to do about it. */
export function toast(
  text: string,
  tone: keyof typeof MARKS = 'info',
  action?: { label: string; run: () => void },
): void {
  const place = document.querySelector('#toasts');
  if (!place) return;
  const box = document.createElement('div');
  const act = (): void => {
    box.remove();
    action?.run();
  };
  render(
    html`<p class="toast" data-tone=${tone}>${icon(MARKS[tone])}<span>${text}</span>${action ? html`<button class="link-button" @click=${act}>${action.label}</button>` : ''}</p>`,
    box,
  );
  place.append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}
