// <sa-envelope>: an envelope over the chat: one tap opens it, the flap lifts and the paper says what it holds. Whoever
// asks for less motion sees the same without it. money_cards.ts opens it.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { t } from '../../say.ts';
import { ask, Refused } from '../api.ts';
import { icon } from '../words.ts';

/** from: the name of who filled it, or "" for one's own. */
export type Sealed = { id: string; cover: string; greeting: string; from: string };

export function openEnvelope(sealed: Sealed): void {
  const element = document.createElement('sa-envelope') as EnvelopeOpening;
  element.sealed = sealed;
  document.body.append(element);
}

class EnvelopeOpening extends LitElement {
  static override properties = { step: { state: true } };
  sealed: Sealed = { id: '', cover: '', greeting: '', from: '' };
  declare step: 'closed' | 'opening' | 'open' | 'none';
  #words = ''; // the amount, or why there is none
  #opener = document.activeElement;

  constructor() {
    super();
    this.step = 'closed';
  }

  protected override createRenderRoot(): HTMLElement {
    return this; // the page's style sheet is the only one
  }

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override render(): TemplateResult {
    const { cover, greeting, from } = this.sealed;
    const isClosed = this.step === 'closed' || this.step === 'opening';
    return html`<dialog class="envelope-dialog" aria-labelledby="envelope-greeting" @close=${this.#onClose} @click=${this.#onClick}>
      <div class="envelope" data-cover=${cover} data-step=${this.step}>
        <div class="envelope-paper" role="status" aria-live="assertive">${isClosed ? nothing : this.#result()}</div>
        <div class="envelope-front">
          <p class="envelope-from">${from ? t('From %(name)s', { name: from }) : t('Your envelope')}</p>
          <h2 id="envelope-greeting">${greeting}</h2>
        </div>
        <div class="envelope-flap" aria-hidden="true"></div>
        ${isClosed ? html`<button class="envelope-coin" type="button" aria-busy=${this.step === 'opening'} ?disabled=${this.step === 'opening'} @click=${this.#open}>${t('Open')}</button>` : nothing}
      </div>
      <div class="envelope-below">
        ${isClosed ? nothing : html`<a class="button" data-kind="primary" href="/envelopes/${this.sealed.id}" @click=${this.#close}>${t('See who got what')}</a>`}
        <button class="icon-button envelope-close" type="button" aria-label=${t('Close')} @click=${this.#close}>${icon('x')}</button>
      </div>
    </dialog>`;
  }

  #result(): TemplateResult {
    return this.step === 'open'
      ? html`<p class="envelope-note">${t('You got')}</p><p class="envelope-amount" data-test="got">${this.#words}</p><p class="envelope-note">${t('It is in your wallet.')}</p>`
      : html`<p class="envelope-note" data-test="none">${this.#words}</p>`;
  }

  #open = async (): Promise<void> => {
    this.step = 'opening';
    try {
      const answer = await ask('POST', `/envelopes/${this.sealed.id}/open`, {});
      this.#words = String(answer.amount);
      this.step = 'open';
    } catch (error) {
      this.#words =
        error instanceof Refused ? `${error.message}. ${error.next}` : t('No answer came. Close it and try again.');
      this.step = 'none';
    }
    await this.updateComplete;
    this.querySelector<HTMLElement>('.envelope-below .button')?.focus();
  };

  #onClick = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  #close = (): void => this.querySelector('dialog')?.close();

  #onClose = (): void => {
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
    this.remove();
  };
}

customElements.define('sa-envelope', EnvelopeOpening);
