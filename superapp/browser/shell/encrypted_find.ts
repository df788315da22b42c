// <sa-find conversation="cnv_…">: looks for words in an encrypted chat. The server cannot, so this browser fetches the
// ciphertext page by page, opens it and looks here; nothing of what is looked for leaves the browser.
import { html, nothing } from 'lit';
import { t, tn } from '../say.ts';
import { ask } from './api.ts';
import { textsOf } from './encrypted.ts';
import { Island } from './island.ts';
import { runOf } from './state.ts';
import { chatState, takeMessages } from './store.ts';
import { type Conversation, list, type Message, readMessage } from './validate.ts';
import { icon, shortMoment } from './words.ts';

const PAGES_MAX = 50;
const LINE_LETTERS = 120;
const HITS_MAX = 50;

type Hit = { seq: number; line: string; at: Date };

export class Find extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #hits: Hit[] | null = null;
  #isBusy = false;
  #isWhole = true;

  protected override render() {
    const hits = this.#hits;
    return html`<form class="form-line" role="search" @submit=${this.#onSubmit}>
        <label class="search">${icon('search')}<input name="words" type="search" required maxlength="100" autocomplete="off" aria-label=${t('Search in this chat')} placeholder=${t('Search in this chat')}></label>
        <button class="button" data-size="small" aria-busy=${this.#isBusy}>${t('Search')}</button>
      </form>
      ${hits ? html`<p class="small soft" role="status">${hits.length ? tn('%(num)s message found', '%(num)s messages found', hits.length) : t('Nothing found.')}${this.#isWhole ? nothing : ` ${t('Older messages could not be loaded. Try again.')}`}</p>` : nothing}
      ${hits?.length ? html`<ul class="found-encrypted">${hits.map((one) => html`<li><button class="menu-item" @click=${() => this.#show(one.seq)}><span>${one.line}</span><time class="small soft" datetime=${one.at.toISOString()}>${shortMoment(one.at, new Date())}</time></button></li>`)}</ul>` : nothing}`;
  }

  #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget as HTMLFormElement).get('words') ?? '');
    const known = chatState()?.conversations.get(this.conversation);
    if (!known || this.#isBusy) return;
    this.#isBusy = true;
    this.requestUpdate();
    this.#isWhole = await loadAll(known);
    this.#hits = await hitsIn(known, words);
    this.#isBusy = false;
    this.requestUpdate();
  };

  #show(seq: number): void {
    this.closest('details')?.removeAttribute('open');
    dispatchEvent(new CustomEvent('showmessage', { detail: seq }));
  }
}

/** False when the network ended it, or the chat is longer than is looked through. */
async function loadAll(known: Conversation): Promise<boolean> {
  for (let page = 0; page < PAGES_MAX; page++) {
    const first = runOf(chatState()?.messages.get(known.id) ?? [], null)[0]?.seq ?? known.last_seq + 1;
    if (first <= known.from_seq + 1) return true;
    const answer = await ask('GET', `/chats/${known.id}/messages?before=${first}`).catch(() => null);
    if (!answer) return false;
    const older = list(answer.messages).map(readMessage);
    if (!older.length) return true;
    takeMessages(older);
  }
  return false;
}

/** The newest first; all of the words, whatever their case. */
async function hitsIn(known: Conversation, words: string): Promise<Hit[]> {
  const terms = plain(words).split(/\s+/).filter(Boolean);
  const messages: Message[] = chatState()?.messages.get(known.id) ?? [];
  const texts = await textsOf(messages, known);
  return messages
    .filter((one) => terms.every((term) => plain(texts.get(one.id) ?? '').includes(term)))
    .slice(-HITS_MAX)
    .reverse()
    .map((one) => ({
      seq: one.seq,
      line: (texts.get(one.id) ?? '').slice(0, LINE_LETTERS),
      at: new Date(one.sent_at),
    }));
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

customElements.define('sa-find', Find);
