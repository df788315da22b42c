// <sa-contact-card conversation="cnv_…">: above the composer of a program's thread: what the person was looking at when
// they came to ask. One tap sends it; the server keeps it until then.

import { html, nothing, type PropertyValues } from 'lit';
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { Island } from './island.ts';
import { takeMessages } from './store.ts';
import { fields, ownImage, readMessage, text } from './validate.ts';
import { amount, icon } from './words.ts';

type Body = Record<string, unknown>;

export class ContactCard extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #body: Body | null = null;
  #isSending = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('sa-contact', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('sa-contact', this.#look);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('conversation')) void this.#look();
  }

  protected override render() {
    const body = this.#body;
    if (!body) return nothing;
    const image = ownImage(body);
    const price = Number(body.amount_minor ?? 0);
    return html`<div class="contact-card" role="group" aria-label=${t('What you were looking at')}>
      ${image ? html`<img src=${image} alt="">` : nothing}
      <p><strong>${text(body, 'title')}</strong>${price ? html`<span>${amount(price, text(body, 'currency'))}</span>` : nothing}</p>
      <button class="button" data-kind="primary" data-size="small" ?disabled=${this.#isSending} @click=${this.#send}>${t('Send this')}</button>
      <button class="icon-button" data-kind="quiet" aria-label=${t('Do not send it')} @click=${this.#drop}>${icon('x')}</button>
    </div>`;
  }

  #look = async (): Promise<void> => {
    const { conversation } = this;
    try {
      const { card } = await ask('GET', `/chats/${conversation}/card`);
      if (conversation === this.conversation) this.#show(card === null ? null : fields(fields(card).body));
    } catch {
      this.#show(null); // without a network there is nothing to offer
    }
  };

  #send = async (): Promise<void> => {
    this.#isSending = true;
    this.requestUpdate();
    try {
      const sent = await ask('POST', `/chats/${this.conversation}/card`, { client_id: crypto.randomUUID() });
      takeMessages([readMessage(sent.message)]);
      this.#show(null);
    } catch (error) {
      toast(
        error instanceof Refused ? `${error.message}. ${error.next}` : t('No network. Nothing was changed.'),
        'bad',
      );
    }
    this.#isSending = false;
    this.requestUpdate();
  };

  #drop = (): void => {
    this.#show(null);
    ask('POST', `/chats/${this.conversation}/card/drop`, {}).catch(() => undefined); // it is offered again then
  };

  #show(body: Body | null): void {
    this.#body = body;
    this.requestUpdate();
  }
}

customElements.define('sa-contact-card', ContactCard);
