// <sa-sheet label="…">: its children in a modal dialog: from the bottom on a phone, centred on a desk. `show()` opens,
// `close()` closes; the event "sa-close" tells that it closed, however. The browser's own modal dialog holds the focus,
// hides the page behind from readers and closes on Escape. `locked` keeps Escape and a tap beside it from closing it,
// while something is under way that must be waited for. A button with data-opens="<id>" opens it.
export class Sheet extends HTMLElement {
  #dialog: HTMLDialogElement | null = null;
  #returnTo: HTMLElement | null = null;

  connectedCallback(): void {
    if (this.#dialog) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'sheet';
    dialog.setAttribute('aria-label', this.getAttribute('label') ?? '');
    dialog.append(...this.childNodes);
    this.append(dialog);
    dialog.addEventListener('cancel', (event) => {
      if (this.hasAttribute('locked')) event.preventDefault();
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog && !this.hasAttribute('locked') && isBeside(dialog, event)) this.close();
      if ((event.target as Element).closest('[data-closes]')) this.close();
    });
    dialog.addEventListener('close', () => {
      this.removeAttribute('open');
      this.#returnTo?.focus();
      this.dispatchEvent(new CustomEvent('sa-close'));
    });
    this.#dialog = dialog;
  }

  /** Where content belongs; for whoever fills the sheet from a script. */
  get content(): HTMLElement {
    return this.#dialog ?? this;
  }

  get isOpen(): boolean {
    return this.#dialog?.open ?? false;
  }

  show(): void {
    if (!this.#dialog || this.#dialog.open) return;
    this.#returnTo = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.setAttribute('open', '');
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }
}

function isBeside(dialog: HTMLElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

document.addEventListener('click', (event) => {
  const opener = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-opens]') : null;
  const sheet = opener && document.getElementById(opener.dataset.opens ?? '');
  if (sheet instanceof Sheet) sheet.show();
});

customElements.define('sa-sheet', Sheet);
