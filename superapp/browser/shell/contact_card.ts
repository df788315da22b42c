// <sa-contact-card conversation="cnv_…">: above the composer of a program's thread: what the person was looking at when
// they came to ask. One tap sends it; the server keeps it until then.

import { html, nothing, type PropertyValues } from 'lit';
import { t } from '../say.ts';
import { ask } from './api.ts';
import { Island } from './island.ts';
import { send } from './outbox.ts';
import { fields, ownImage, text } from './validate.ts';
import { amount, icon } from './words.ts';

type Body = Record<string, unknown>;

export class ContactCard extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #body: Body | null = null;
  #kind = '';

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
      <button class="button" data-kind="primary" data-size="small" @click=${this.#send}>${t('Send this')}</button>
      <button class="icon-button" data-kind="quiet" aria-label=${t('Do not send it')} @click=${this.#drop}>${icon('x')}</button>
    </div>`;
  }

  #look = async (): Promise<void> => {
    const { conversation } = this;
    try {
      const { card } = await ask('GET', `/chats/${conversation}/card`);
      if (conversation !== this.conversation) return;
      const found = card === null ? null : fields(card);
      this.#kind = found ? text(found, 'kind') : '';
      this.#show(found && fields(found.body));
    } catch {
      this.#show(null); // without a network there is nothing to offer
    }
  };

  #send = (): void => {
    const body = this.#body;
    if (body) send(this.conversation, { door: 'card', kind: this.#kind, body });
    this.#show(null);
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
