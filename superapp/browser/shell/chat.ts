// <sa-chat conversation="cnv_…">: one conversation: messages in runs and days, what is on its way, older pages on
// scrolling up, the read mark, and the composer. State lives in store.ts and outbox.ts; this draws and scrolls.

import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../say.ts';
import { announce, toast } from './announce.ts';
import { ask } from './api.ts';
import { Island } from './island.ts';
import { failuresInARow } from './live.ts';
import { type Acts, arrange, drawMessage, drawUpload, drawWaiting, heard, nameOf } from './message.ts';
import { canBeTakenBack, changeMessage, copyText, isEditable, lineOf } from './message_changes.ts';
import { type Act, openMenu } from './message_menu.ts';
import { go } from './navigate.ts';
import { send, waitingIn } from './outbox.ts';
import { strangerLine, whyNobodyWrites } from './standing.ts';
import { unreadOf } from './state.ts';
import { chatState, takeKept, takeMessages } from './store.ts';
import { sendPictures, uploadsIn } from './uploads.ts';
import { type Conversation, list, type Message, readMessage } from './validate.ts';
import { icon } from './words.ts';

const NEAR_END_PX = 80;
const LETTERS_MAX = 4_000;
const PAGES_BACK_MAX = 25; // to a message that is answered

export class Chat extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #draft = '';
  #isNearEnd = true;
  #fromEnd: number | null = null; // kept while older messages come in above
  #loading: Promise<boolean> | null = null;
  #missed = 0;
  #unreadFrom = 0;
  #arrived = new Set<string>();
  #answering: Message | null = null;
  #editing: Message | null = null;

  override connectedCallback(): void {
    const typed = this.querySelector('textarea')?.value ?? '';
    super.connectedCallback();
    this.#draft = typed || localStorage.getItem(this.#draftKey()) || '';
    const known = this.#known();
    if (known && unreadOf(known) > 0) this.#unreadFrom = known.read_seq + 1;
    document.addEventListener('visibilitychange', this.#markRead);
    const wanted = Number(/^#m(\d{1,15})$/.exec(location.hash)?.[1] ?? 0);
    if (wanted) void this.updateComplete.then(() => this.#goTo(wanted));
    else if (known?.last_seq && !this.#messages().length) void this.#loadOlder();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#markRead);
  }

  protected override onChange(message: Message | null): void {
    if (message?.conversation_id !== this.conversation) return;
    this.#arrived.add(message.id);
    const known = this.#known();
    const me = chatState()?.me ?? '';
    if (message.sender_id === me || !known) return;
    if (!this.#isNearEnd) this.#missed += 1;
    if (!known.is_muted) announce(heard(message, me, known));
  }

  protected override render() {
    const known = this.#known();
    if (!known) return html`<p class="composer-note">${t('You are not in this conversation any more.')}</p>`;
    const { me } = chatState()!;
    const shown = arrange(this.#messages(), me, this.#unreadFrom);
    const waiting = waitingIn(this.conversation);
    const uploads = uploadsIn(this.conversation);
    const lastMine = shown.findLast((one) => one.isMine)?.message.seq ?? 0;
    return html`
      ${strangerLine(known)}
      <div class="thread" tabindex="0" role="region" aria-label=${t('Messages with %(name)s', { name: known.title })} @scroll=${this.#onScroll} @dragover=${(event: Event) => event.preventDefault()} @drop=${this.#onDrop}>
        <ol class="messages">
          ${this.#hasOlder(known) ? html`<li class="thread-more"><button class="button" data-kind="plain" data-size="small" aria-busy=${this.#loading !== null} @click=${() => this.#loadOlder()}>${t('Older messages')}</button></li>` : nothing}
          ${repeat(
            shown,
            (one) => one.message.client_id ?? one.message.id,
            (one) =>
              drawMessage(
                one,
                known,
                me,
                this.#arrived.has(one.message.id),
                one.message.seq === lastMine ? noteOf(one.message, known) : '',
                this.#acts,
              ),
          )}
          ${repeat(waiting, (one) => one.clientId, drawWaiting)}
          ${repeat(uploads, (one) => one.clientId, drawUpload)}
          ${shown.length || waiting.length || uploads.length ? nothing : html`<li class="empty"><span class="empty-mark">${icon('message-circle')}</span><h2>${t('Say hello')}</h2><p>${t('This is the start of your chat with %(name)s.', { name: known.title })}</p></li>`}
        </ol>
        ${this.#missed ? html`<button class="to-latest" @click=${this.#toEnd}>${icon('chevron-down')}${t('%(num)s new', { num: this.#missed })}</button>` : nothing}
      </div>
      ${failuresInARow() > 1 ? html`<p class="offline" role="status">${icon('wifi-off')}${t('Offline. What you write is sent when you are back.')}</p>` : nothing}
      ${known.can_write ? this.#composer(known) : whyNobodyWrites(known)}
    `;
  }

  #composer(known: Conversation) {
    return html`${this.#composing(known)}<form class="composer" @submit=${this.#onSubmit}>
      <label class="icon-button attach" title=${t('Attach a picture')}>${icon('image')}<span class="visually-hidden">${t('Attach a picture')}</span><input type="file" accept="image/*" multiple @change=${this.#onChosen}></label>
      <label class="visually-hidden" for="composer">${t('Message to %(name)s', { name: known.title })}</label>
      <textarea id="composer" rows="1" maxlength=${LETTERS_MAX} placeholder=${t('Message')} enterkeyhint="send" .value=${this.#draft} @input=${this.#onInput} @keydown=${this.#onKey} @paste=${this.#onPaste}></textarea>
      <button class="icon-button" data-kind="primary" aria-label=${this.#editing ? t('Save') : t('Send')} ?disabled=${!this.#draft.trim()}>${icon(this.#editing ? 'check' : 'arrow-up')}</button>
    </form>`;
  }

  /** What the composer is busy with, when it is not simply a new message. */
  #composing(known: Conversation) {
    const subject = this.#editing ?? this.#answering;
    if (!subject) return nothing;
    const me = chatState()?.me ?? '';
    const label = this.#editing
      ? t('Edit message')
      : subject.sender_id === me
        ? t('Answer yourself')
        : t('Answer %(name)s', { name: nameOf(subject, subject.sender_id, me, known) });
    return html`<div class="composing">${icon(this.#editing ? 'pencil' : 'reply')}<p><strong>${label}</strong><span>${lineOf(subject)}</span></p><button class="icon-button" data-kind="quiet" aria-label=${t('Cancel')} @click=${this.#stopComposing}>${icon('x')}</button></div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const thread = this.querySelector<HTMLElement>('.thread');
    if (!thread) return;
    const head = document.querySelector('.pane-title h1');
    if (head) head.textContent = this.#known()?.title ?? '';
    if (this.#fromEnd !== null) thread.scrollTop = thread.scrollHeight - this.#fromEnd;
    else if (this.#isNearEnd) thread.scrollTop = thread.scrollHeight;
    this.#fromEnd = null;
    this.#markRead();
  }

  #onScroll = (event: Event): void => {
    const thread = event.currentTarget as HTMLElement;
    this.#isNearEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_END_PX;
    if (this.#isNearEnd && this.#missed) this.#toEnd();
    const known = this.#known();
    if (thread.scrollTop < NEAR_END_PX && known && this.#hasOlder(known)) void this.#loadOlder();
  };

  #toEnd = (): void => {
    this.#isNearEnd = true;
    this.#missed = 0;
    this.requestUpdate();
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    const text = this.#draft.trim();
    if (!text) return;
    if (this.#editing) {
      const { seq, body } = this.#editing;
      if (text !== body.text) void changeMessage(this.conversation, seq, 'edit', { text });
      this.#stopComposing();
      return;
    }
    this.#draft = '';
    this.#unreadFrom = 0;
    localStorage.removeItem(this.#draftKey());
    this.#toEnd();
    send(this.conversation, text, this.#answering?.seq ?? null);
    this.#answering = null;
    this.#write();
  };

  #onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#toEnd();
    sendPictures(this.conversation, [...(input.files ?? [])]);
    input.value = '';
  };

  #onPaste = (event: ClipboardEvent): void => this.#takeFiles(event, event.clipboardData);
  #onDrop = (event: DragEvent): void => this.#takeFiles(event, event.dataTransfer);

  #takeFiles(event: Event, given: DataTransfer | null): void {
    const files = [...(given?.files ?? [])];
    if (!files.length || !this.#known()?.can_write) return;
    event.preventDefault();
    this.#toEnd();
    sendPictures(this.conversation, files);
  }

  #stopComposing = (): void => {
    if (this.#editing) this.#draft = localStorage.getItem(this.#draftKey()) ?? '';
    this.#editing = null;
    this.#answering = null;
    this.requestUpdate();
    this.#write();
  };

  #edit(message: Message): void {
    this.#editing = message;
    this.#answering = null;
    this.#draft = String(message.body.text);
    this.requestUpdate();
    this.#write();
  }

  #write(): void {
    void this.updateComplete.then(() => this.querySelector('textarea')?.focus());
  }

  #onInput = (event: Event): void => {
    this.#draft = (event.target as HTMLTextAreaElement).value;
    if (this.#editing) this.requestUpdate();
    else if (this.#draft) localStorage.setItem(this.#draftKey(), this.#draft);
    else localStorage.removeItem(this.#draftKey());
    this.requestUpdate();
  };

  // Enter sends, Shift-Enter breaks the line; while a word is being composed (Chinese, Japanese) Enter belongs to it.
  // Escape leaves an edit or an answer; an arrow up in an empty line edits what one wrote last.
  #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) this.#onSubmit(event);
    if (event.key === 'Escape' && (this.#editing || this.#answering)) this.#stopComposing();
    if (event.key !== 'ArrowUp' || this.#draft || this.#editing) return;
    const mine = this.#messages().findLast((one) => isEditable(one));
    if (!mine) return;
    event.preventDefault();
    this.#edit(mine);
  };

  #acts: Acts = {
    react: (message, emoji) => void changeMessage(this.conversation, message.seq, 'reaction', { emoji }),
    goTo: (seq) => void this.#goTo(seq),
    menu: (message, beside) => {
      const mine = message.reactions.find((one) => one.people.includes(chatState()?.me ?? ''))?.emoji ?? '';
      openMenu(beside, mine, (emoji) => this.#acts.react(message, emoji), this.#actsFor(message));
    },
  };

  #actsFor(message: Message): Act[] {
    const acts: Act[] = [];
    const { text } = message.body;
    const answer = (): void => {
      this.#stopComposing();
      this.#answering = message;
      this.#write();
    };
    const canWrite = this.#known()?.can_write === true;
    if (canWrite) acts.push({ label: t('Answer'), mark: 'reply', run: answer });
    if (typeof text === 'string') acts.push({ label: t('Copy'), mark: 'copy', run: () => void copyText(text) });
    if (canWrite && isEditable(message))
      acts.push({ label: t('Edit'), mark: 'pencil', run: () => this.#edit(message) });
    if (message.sender_id && message.sender_id !== chatState()?.me) {
      const report = `/people/${message.sender_id}/report?conversation=${this.conversation}&seq=${message.seq}`;
      acts.push({ label: t('Report'), mark: 'flag', run: () => void go(report) });
    }
    if (canBeTakenBack(message)) {
      acts.push({ label: t('Take back'), mark: 'undo-2', tone: 'bad', run: () => void this.#unsend(message) });
    }
    return acts;
  }

  async #unsend(message: Message): Promise<void> {
    const words = message.body.text;
    if (!(await changeMessage(this.conversation, message.seq, 'unsend', {})) || typeof words !== 'string') return;
    const again = (): void => {
      this.#draft = words;
      this.requestUpdate();
      this.#write();
    };
    toast(t('You took back a message.'), 'info', { label: t('Write it again'), run: again });
  }

  async #goTo(seq: number): Promise<void> {
    for (let pages = 0; pages < PAGES_BACK_MAX && (this.#messages()[0]?.seq ?? 1) > seq; pages++)
      if (!(await this.#loadOlder())) break;
    await this.updateComplete;
    const found = this.querySelector<HTMLElement>(`.message[data-seq="${seq}"]`);
    if (!found) return announce(t('That message is too far back.'));
    this.#isNearEnd = false;
    found.scrollIntoView({ block: 'center' });
    found.classList.add('is-found');
    found.addEventListener('animationend', () => found.classList.remove('is-found'), { once: true });
  }

  #markRead = (): void => {
    const known = this.#known();
    if (!known || document.visibilityState !== 'visible' || !this.#isNearEnd || !unreadOf(known)) return;
    const seq = known.last_seq;
    known.read_seq = seq; // at once for this tab; the event repeats it for the others
    this.requestUpdate();
    for (const island of document.querySelectorAll<Island>('sa-chat-list, sa-unread')) island.requestUpdate();
    ask('POST', `/chats/${this.conversation}/read`, { seq }).catch(() => undefined); // the next look repeats it
  };

  /** True when there are more than before; whoever asks while it loads waits for the same answer. */
  #loadOlder(): Promise<boolean> {
    this.#loading ??= this.#fetchOlder().finally(() => {
      this.#loading = null;
      this.requestUpdate();
    });
    this.requestUpdate();
    return this.#loading;
  }

  async #fetchOlder(): Promise<boolean> {
    const before = this.#messages()[0]?.seq ?? (this.#known()?.last_seq ?? 0) + 1;
    try {
      const answer = await ask('GET', `/chats/${this.conversation}/messages?before=${before}`);
      const thread = this.querySelector<HTMLElement>('.thread');
      if (thread && this.#messages().length) this.#fromEnd = thread.scrollHeight - thread.scrollTop;
      const older = list(answer.messages).map(readMessage);
      takeMessages(older);
      return older.length > 0;
    } catch {
      const shown = this.#messages().length;
      if ((await takeKept(this.conversation)) && this.#messages().length > shown) return true;
      announce(t('Older messages could not be loaded. Try again.'));
      return false;
    }
  }

  #known(): Conversation | undefined {
    return chatState()?.conversations.get(this.conversation);
  }

  #hasOlder(known: Conversation): boolean {
    return (this.#messages()[0]?.seq ?? 0) > known.from_seq + 1;
  }

  #messages(): Message[] {
    return chatState()?.messages.get(this.conversation) ?? [];
  }

  #draftKey(): string {
    return `draft:${chatState()?.me ?? ''}:${this.conversation}`;
  }
}

function noteOf(message: Message, known: Conversation): 'sent' | 'read' {
  return known.kind === 'direct' && known.peer_read_seq >= message.seq ? 'read' : 'sent';
}

customElements.define('sa-chat', Chat);
