// A sheet over the page with a head (cancel, title, done) and whatever stands below it. It keeps the keyboard inside,
// closes on Escape, and gives the focus back.

import { part } from './base.ts';

export type Sheet = { body: HTMLElement; close(): void };

export function openSheet(title: string, cancelled: () => void, done: () => void): Sheet {
  const before = document.activeElement as HTMLElement | null;
  const others = [...document.body.children].filter(
    (one): one is HTMLElement => one instanceof HTMLElement && !one.inert,
  );
  const cover = part(document.body, 'div', 'wx-sheet');
  const box = part(cover, 'section');
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', title || 'Choose');
  const head = part(box, 'header');
  const cancel = button(head, 'Cancel');
  part(head, 'span').textContent = title;
  const accept = button(head, 'Done');
  const body = part(box, 'div', 'wx-columns');
  for (const one of others) one.inert = true;
  const close = () => {
    cover.remove();
    for (const one of others) one.inert = false;
    before?.focus();
  };
  // Who asks what is chosen asks while it still stands there.
  const leave = (then: () => void) => () => {
    then();
    close();
  };
  cancel.onclick = leave(cancelled);
  accept.onclick = leave(done);
  cover.onclick = (event) => {
    if (event.target === cover) cancel.click();
  };
  cover.onkeydown = (event) => {
    if (event.key === 'Escape') cancel.click();
    // Not a form: a sandboxed frame may not submit one.
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) accept.click();
  };
  return { body, close };
}

function button(into: HTMLElement, text: string): HTMLButtonElement {
  const made = part(into, 'button') as HTMLButtonElement;
  made.type = 'button';
  made.textContent = text;
  return made;
}
