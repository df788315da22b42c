// <sa-pins .chat>: the bar above a thread with what is pinned there. It shows the newest; a tap leads to the message, and
// the next tap to the one pinned before it, around and around. Whoever may pin takes down what it shows.
import { html, nothing, render, type TemplateResult } from 'lit';
import { t } from '../../say.ts';
import { toast } from '../announce.ts';
import { ask, Refused } from '../api.ts';
import { mayPin } from '../pinning.ts';
import type { Conversation, Pin } from '../validate.ts';
import { icon } from '../words.ts';

/** True when the server did it; otherwise the person has been told why not. The bar follows with the event. */
export async function setPinned(conversationId: string, seq: number, pinned: boolean): Promise<boolean> {
  try {
    await ask('POST', `/chats/${conversationId}/messages/${seq}/pin`, { pinned });
    return true;
  } catch (error) {
    toast(error instanceof Refused ? `${error.message}. ${error.next}` : t('No network. Nothing was changed.'), 'bad');
    return false;
  }
}

class Pins extends HTMLElement {
  #chat: Conversation | null = null;
  #back = 0; // how many steps before the newest
  #shown = ''; // the pins as they were drawn last

  connectedCallback(): void {
    if (!Object.hasOwn(this, 'chat')) return;
    const { chat } = this; // set before this script was here
    Reflect.deleteProperty(this, 'chat');
    this.chat = chat;
  }

  get chat(): Conversation | null {
    return this.#chat;
  }

  set chat(chat: Conversation | null) {
    this.#chat = chat;
    const now = chat?.pins.map((one) => one.seq).join() ?? '';
    if (now !== this.#shown) this.#back = 0;
    this.#shown = now;
    this.#draw();
  }

  #draw(): void {
    const chat = this.#chat;
    const pin = chat?.pins[chat.pins.length - 1 - this.#back];
    render(chat && pin ? this.#bar(chat, pin) : nothing, this);
  }

  #bar(chat: Conversation, pin: Pin): TemplateResult {
    const count = chat.pins.length;
    const number = count - this.#back;
    const title = count > 1 ? t('Pinned message %(number)s of %(count)s', { number, count }) : t('Pinned message');
    return html`<div class="pins">
      <button class="pins-open" @click=${() => this.#goTo(pin.seq)}>${icon('pin')}<span class="pins-text"><strong>${title}</strong><span class="pins-line">${pin.line}</span></span></button>
      ${mayPin(chat) ? html`<button class="icon-button" aria-label=${t('Unpin')} title=${t('Unpin')} @click=${() => void this.#takeDown(chat, pin.seq)}>${icon('x')}</button>` : nothing}
    </div>`;
  }

  #goTo(seq: number): void {
    dispatchEvent(new CustomEvent('showmessage', { detail: seq }));
    this.#back = (this.#back + 1) % (this.#chat?.pins.length || 1);
    this.#draw();
  }

  async #takeDown(chat: Conversation, seq: number): Promise<void> {
    const thread = this.closest('sa-chat')?.querySelector<HTMLElement>('.thread');
    // With the last one the bar goes, and the focus would go with it.
    if ((await setPinned(chat.id, seq, false)) && chat.pins.length === 1) thread?.focus();
  }
}

customElements.define('sa-pins', Pins);
