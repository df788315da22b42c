// <sa-chat-list current="cnv_…">: the list of chats, and <sa-unread>: the number on the Chats tab and in the title, <sa-waiting>: the one on Contacts.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { draftOf } from './drafts.ts';
import { Island } from './island.ts';
import { type Rows, rowActs } from './row_acts.ts';
import { inOrder, unreadOf, unreadTotal } from './state.ts';
import { chatState, takeOlder } from './store.ts';
import { typingLine } from './typing.ts';
import { type Conversation, list, readConversation } from './validate.ts';
import { avatar, icon, shortMoment } from './words.ts';

export class ChatList extends Island implements Rows {
  static override properties = { current: { type: String }, openRow: { state: true } };
  declare current: string;
  declare openRow: string; // the id of the chat whose acts show beside its row, or ""

  constructor() {
    super();
    this.openRow = '';
  }

  protected override render() {
    const state = chatState();
    const rows = state ? inOrder(state) : [];
    if (!rows.length) {
      return html`<div class="empty">
        <span class="empty-mark">${icon('message-circle')}</span>
        <h2>${t('No chats yet')}</h2>
        <p>${t('Receipts and people you talk to will be here.')}</p>
        <a class="button" data-kind="primary" href="/chats/new">${t('Find someone')}</a>
      </div>`;
    }
    return html`<ul class="rows">${repeat(
      rows,
      (one) => one.id,
      (one) => this.#row(one),
    )}</ul>${
      state?.olderBehind
        ? html`<p class="thread-more"><button class="button" data-kind="quiet" @click=${(event: Event) => this.#older(event.currentTarget as HTMLButtonElement, state.olderBehind)}>${t('Older chats')}</button></p>`
        : nothing
    }`;
  }

  async #older(button: HTMLButtonElement, behind: string): Promise<void> {
    button.disabled = true;
    try {
      const answer = await ask('GET', `/chats/older?behind=${behind}`);
      takeOlder(list(answer['conversations']).map(readConversation), answer['has_older'] === true);
    } catch (error) {
      toast(error instanceof Refused ? error.next : t('The chats could not be loaded. Try again.'), 'bad');
    }
    button.disabled = false;
  }

  #row(one: Conversation) {
    const isCurrent = one.id === this.current;
    const unread = unreadOf(one);
    const at = one.last_at ? new Date(one.last_at) : null;
    const draft = isCurrent ? '' : draftOf(one.id);
    const isOpen = one.id === this.openRow;
    return html`<li data-chat=${one.id} data-open=${isOpen ? (unread ? 3 : 2) : nothing}>${isOpen ? rowActs(one, () => this.#close()) : nothing}<a class="row" href="/chats/${one.id}" aria-current=${isCurrent ? 'page' : nothing} ?data-unread=${unread > 0}>
      ${avatar(one.title, one.peer_id, '', '', one.picture)}
      <span class="row-text">
        <span class="row-title">${one.title}${one.kind === 'encrypted' ? html`${icon('lock-keyhole')}<span class="visually-hidden">${`, ${t('Encrypted')}`}</span>` : nothing}${one.pinned_at ? html`${icon('pin')}<span class="visually-hidden">${`, ${t('pinned')}`}</span>` : nothing}${one.is_muted ? html`${icon('bell-off')}<span class="visually-hidden">${`, ${t('muted')}`}</span>` : nothing}</span>
        <span class="row-note">${typingLine(one) ? html`<em>${typingLine(one)}</em>` : nothing}<span ?hidden=${typingLine(one) !== ''}>${draft ? html`<em>${t('Draft')}:</em> ${draft}` : html`${one.last_mine ? `${t('You')}: ` : one.last_by ? `${one.last_by}: ` : ''}${one.last_line}`}</span></span>
      </span>
      <span class="row-end">
        ${at ? html`<time datetime=${one.last_at!}>${shortMoment(at, new Date())}</time>` : nothing}
        ${one.mention_seq ? html`<span class="badge" data-mention>@<span class="visually-hidden">${t('You were named')}</span></span>` : nothing}
        ${unread ? html`<span class="badge" ?data-quiet=${one.is_muted}>${unread > 99 ? '99+' : unread}<span class="visually-hidden"> ${t('unread')}</span></span>` : nothing}
      </span>
    </a></li>`;
  }

  #close(): void {
    this.openRow = '';
  }
}

export class Unread extends Island {
  protected override render() {
    const state = chatState();
    const total = state ? unreadTotal(state) : 0;
    const bare = document.title.replace(/^\(\d+\+?\) /, '');
    const shown = total > 99 ? '99+' : String(total);
    document.title = total ? `(${shown}) ${bare}` : bare;
    return total
      ? html`<span class="badge">${shown}<span class="visually-hidden"> ${t('unread')}</span></span>`
      : nothing;
  }
}

/** How many people want to become contacts: on the tab, and in the list of contacts. */
export class Waiting extends Island {
  protected override render() {
    const total = chatState()?.requests ?? 0;
    return total
      ? html`<span class="badge">${total}<span class="visually-hidden"> ${t('waiting')}</span></span>`
      : nothing;
  }
}

customElements.define('sa-chat-list', ChatList);
customElements.define('sa-waiting', Waiting);
customElements.define('sa-unread', Unread);
