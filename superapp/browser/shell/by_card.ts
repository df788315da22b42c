// Money by card: <sa-presets> fills in an amount at one press, and a page that waits for a bank (data-again) looks again
// by itself. Without scripts there is a field, and a link to look again.
import { refresh } from './fresh.ts';

const AGAIN_MS = 3_000;

class Presets extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.addEventListener('click', (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>('[data-amount]');
      const field = this.closest('form')?.querySelector<HTMLInputElement>('input[name="amount"]');
      if (button && field) {
        field.value = button.dataset.amount ?? '';
        field.focus();
      }
    });
  }
}

customElements.define('sa-presets', Presets);

setInterval(() => {
  if (!document.hidden && document.querySelector('[data-again]')) void refresh(['main']);
}, AGAIN_MS);
