// <sa-chat conversation="cnv_…">: one conversation: messages in runs and days, what is on its way, older pages on
// scrolling up, the read mark, and the composer. State lives in store.ts and outbox.ts; this draws and scrolls.
import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from './announce.ts';
import { ask } from './api.ts';
import { bubble, messageBody } from './cards.ts';
import { Island } from './island.ts';
import { failuresInARow } from './live.ts';
import { drop, retry, send, type Waiting, waitingIn } from './outbox.ts';
import { unreadOf } from './state.ts';
import { chatState, takeMessages } from './store.ts';
import { type Conversation, list, type Message, readMessage } from './validate.ts';
import { dayName, fullMoment, icon, startOfDay, timeOfDay } from './words.ts';

const RUN_MS = 5 * 60_000; // messages of one sender closer than this stand together
const NEAR_END_PX = 80;
const LETTERS_MAX = 4_000;

type Shown = {
  message: Message;
  at: Date;
  isMine: boolean;
  isFirst: boolean;
  isLast: boolean;
  day: string;
  isUnreadLine: boolean;
};

export class Chat extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #draft = '';
  #isNearEnd = true;
  #fromEnd: number | null = null; // kept while older messages come in above
  #isLoading = false;
  #missed = 0;
  #unreadFrom = 0;
  #arrived = new Set<string>();

  override connectedCallback(): void {
    const typed = this.querySelector('textarea')?.value ?? '';
    super.connectedCallback();
    this.#draft = typed || localStorage.getItem(this.#draftKey()) || '';
    const known = this.#known();
    if (known && unreadOf(known) > 0) this.#unreadFrom = known.read_seq + 1;
    document.addEventListener('visibilitychange', this.#markRead);
    if (known?.last_seq && !this.#messages().length) void this.#loadOlder();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#markRead);
  }

  protected override onChange(message: Message | null): void {
    if (message?.conversation_id !== this.conversation) return;
    this.#arrived.add(message.id);
    if (message.sender_id === chatState()?.me) return;
    if (!this.#isNearEnd) this.#missed += 1;
    const words =
      typeof message.body.text === 'string' ? message.body.text : String(message.body.title ?? 'New message');
    announce(`${this.#known()?.title ?? ''}: ${words}`);
  }

  protected override render() {
    const known = this.#known();
    if (!known) return nothing;
    const shown = arrange(this.#messages(), chatState()!.me, this.#unreadFrom);
    const waiting = waitingIn(this.conversation);
    const lastMine = shown.findLast((one) => one.isMine)?.message.seq ?? 0;
    return html`
      <div class="thread" tabindex="0" role="region" aria-label="Messages with ${known.title}" @scroll=${this.#onScroll}>
        <ol class="messages">
          ${(shown[0]?.message.seq ?? 1) > 1 ? html`<li class="thread-more"><button class="button" data-kind="plain" data-size="small" aria-busy=${this.#isLoading} @click=${() => this.#loadOlder()}>Older messages</button></li>` : nothing}
          ${repeat(
            shown,
            (one) => one.message.client_id ?? one.message.id,
            (one) => this.#message(one, known, lastMine),
          )}
          ${repeat(
            waiting,
            (one) => one.clientId,
            (one) => this.#waiting(one),
          )}
          ${shown.length || waiting.length ? nothing : html`<li class="empty"><span class="empty-mark">${icon('message-circle')}</span><h2>Say hello</h2><p>This is the start of your chat with ${known.title}.</p></li>`}
        </ol>
        ${this.#missed ? html`<button class="to-latest" @click=${this.#toEnd}>${icon('chevron-down')}${this.#missed} new</button>` : nothing}
      </div>
      ${failuresInARow() > 1 ? html`<p class="offline" role="status">${icon('wifi-off')}Offline. What you write is sent when you are back.</p>` : nothing}
      ${known.can_write ? this.#composer(known) : html`<p class="composer-note">${known.title} only sends you news. Nobody reads answers here.</p>`}
    `;
  }

  #message({ message, at, isMine, isFirst, isLast, day, isUnreadLine }: Shown, known: Conversation, lastMine: number) {
    const isRead = known.kind === 'direct' && known.peer_read_seq >= message.seq;
    return html`
      ${day ? html`<li class="day">${day}</li>` : nothing}
      ${isUnreadLine ? html`<li class="unread-line">New since you were here</li>` : nothing}
      <li class="message ${this.#arrived.has(message.id) ? 'is-new' : ''}" ?data-mine=${isMine} ?data-first=${isFirst} ?data-last=${isLast} data-state="sent" data-seq=${message.seq}>
        <span class="visually-hidden">${isMine ? 'You' : known.title}:</span>
        ${messageBody(message)}
        ${isLast ? html`<p class="message-note"><time datetime=${message.sent_at} title=${fullMoment(at)}>${timeOfDay(at)}</time>${isMine && message.seq === lastMine ? html`${icon(isRead ? 'check-check' : 'check')}<span>${isRead ? 'Read' : 'Sent'}</span>` : nothing}</p>` : nothing}
      </li>`;
  }

  #waiting(one: Waiting) {
    const isRefused = one.state === 'refused';
    return html`<li class="message" data-mine data-first data-last data-state=${isRefused ? 'failed' : 'sending'}>
      <span class="visually-hidden">You:</span>
      ${bubble(one.text)}
      ${
        isRefused
          ? html`<p class="message-note" role="alert">${icon('circle-alert')}${one.reason}<button class="link-button" @click=${() => retry(one.clientId)}>Try again</button><button class="link-button" @click=${() => drop(one.clientId)}>Discard</button></p>`
          : html`<p class="message-note">${icon('clock')}${one.state === 'waiting' ? 'Waiting for the network' : 'Sending'}</p>`
      }
    </li>`;
  }

  #composer(known: Conversation) {
    return html`<form class="composer" @submit=${this.#onSubmit}>
      <label class="visually-hidden" for="composer">Message to ${known.title}</label>
      <textarea id="composer" rows="1" maxlength=${LETTERS_MAX} placeholder="Message" enterkeyhint="send" .value=${this.#draft} @input=${this.#onInput} @keydown=${this.#onKey}></textarea>
      <button class="icon-button" data-kind="primary" aria-label="Send" ?disabled=${!this.#draft.trim()}>${icon('arrow-up')}</button>
    </form>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const thread = this.querySelector<HTMLElement>('.thread');
    if (!thread) return;
    if (this.#fromEnd !== null) thread.scrollTop = thread.scrollHeight - this.#fromEnd;
    else if (this.#isNearEnd) thread.scrollTop = thread.scrollHeight;
    this.#fromEnd = null;
    this.#markRead();
  }

  #onScroll = (event: Event): void => {
    const thread = event.currentTarget as HTMLElement;
    this.#isNearEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_END_PX;
    if (this.#isNearEnd && this.#missed) this.#toEnd();
    if (thread.scrollTop < NEAR_END_PX && (this.#messages()[0]?.seq ?? 1) > 1) void this.#loadOlder();
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
    this.#draft = '';
    this.#unreadFrom = 0;
    localStorage.removeItem(this.#draftKey());
    this.#toEnd();
    send(this.conversation, text);
    this.querySelector('textarea')?.focus();
  };

  #onInput = (event: Event): void => {
    this.#draft = (event.target as HTMLTextAreaElement).value;
    if (this.#draft) localStorage.setItem(this.#draftKey(), this.#draft);
    else localStorage.removeItem(this.#draftKey());
    this.requestUpdate();
  };

  // Enter sends, Shift-Enter breaks the line; while a word is being composed (Chinese, Japanese) Enter belongs to it.
  #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#onSubmit(event);
  };

  #markRead = (): void => {
    const known = this.#known();
    if (!known || document.visibilityState !== 'visible' || !this.#isNearEnd || !unreadOf(known)) return;
    const seq = known.last_seq;
    known.read_seq = seq; // at once for this tab; the event repeats it for the others
    this.requestUpdate();
    for (const island of document.querySelectorAll<Island>('sa-chat-list, sa-unread')) island.requestUpdate();
    ask('POST', `/chats/${this.conversation}/read`, { seq }).catch(() => undefined); // the next look repeats it
  };

  async #loadOlder(): Promise<void> {
    if (this.#isLoading) return;
    const before = this.#messages()[0]?.seq ?? (this.#known()?.last_seq ?? 0) + 1;
    this.#isLoading = true;
    this.requestUpdate();
    try {
      const answer = await ask('GET', `/chats/${this.conversation}/messages?before=${before}`);
      const thread = this.querySelector<HTMLElement>('.thread');
      if (thread && this.#messages().length) this.#fromEnd = thread.scrollHeight - thread.scrollTop;
      takeMessages(list(answer.messages).map(readMessage));
    } catch {
      announce('Older messages could not be loaded. Try again.');
    } finally {
      this.#isLoading = false;
      this.requestUpdate();
    }
  }

  #known(): Conversation | undefined {
    return chatState()?.conversations.get(this.conversation);
  }

  #messages(): Message[] {
    return chatState()?.messages.get(this.conversation) ?? [];
  }

  #draftKey(): string {
    return `draft:${chatState()?.me ?? ''}:${this.conversation}`;
  }
}

/** Where runs, days and the unread line begin. */
function arrange(messages: Message[], me: string, unreadFrom: number): Shown[] {
  const now = new Date();
  const moments = messages.map((message) => new Date(message.sent_at));
  const joins = (i: number): boolean => {
    const [one, other] = [messages[i - 1], messages[i]];
    if (!one || !other || one.sender_id !== other.sender_id || other.seq === unreadFrom) return false;
    const [at, next] = [moments[i - 1]!, moments[i]!];
    return next.getTime() - at.getTime() < RUN_MS && startOfDay(at) === startOfDay(next);
  };
  return messages.map((message, i) => ({
    message,
    at: moments[i]!,
    isMine: message.sender_id === me,
    isFirst: !joins(i),
    isLast: !joins(i + 1),
    day: i === 0 || startOfDay(moments[i - 1]!) !== startOfDay(moments[i]!) ? dayName(moments[i]!, now) : '',
    isUnreadLine: message.seq === unreadFrom,
  }));
}

customElements.define('sa-chat', Chat);
