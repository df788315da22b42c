// <sa-chat conversation="cnv_…">: one conversation: messages in runs and days, what is on its way, older pages on
// scrolling up, the read mark, and the composer. State lives in store.ts and outbox.ts; this draws and scrolls.

import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../say.ts';
import { announce, toast } from './announce.ts';
import { ask } from './api.ts';
import { barsAbove } from './bars.ts';
import type { Composer } from './composer.ts';
import './composer.ts';
import './contact_card.ts';
import { lookAt } from './encrypted.ts';
import { canSeal, encryptedBar } from './encrypted_bar.ts';
import { Island } from './island.ts';
import { failuresInARow } from './live.ts';
import { type Acts, arrange, drawMessage, drawUpload, drawWaiting, heard } from './message.ts';
import { actsFor } from './message_acts.ts';
import { changeMessage } from './message_changes.ts';
import { openMenu } from './message_menu.ts';
import { messageInAddress } from './navigate.ts';
import { waitingIn } from './outbox.ts';
import { reachNote } from './reach.ts';
import { markRead } from './reading.ts';
import { belowOf, firstInSight, lineAt, type Place } from './sight.ts';
import { strangerLine, whyNobodyWrites } from './standing.ts';
import { unreadOf } from './state.ts';
import { chatState, takeKept, takeMessages } from './store.ts';
import { Stretch } from './stretch.ts';
import { ANSWER } from './swipe_reply.ts';
import { stoppedTyping, typingLine } from './typing.ts';
import { uploadsIn } from './uploads.ts';
import { type Conversation, list, type Message, readMessage } from './validate.ts';
import { icon } from './words.ts';

const NEAR_END_PX = 80;
const AHEAD_PX = 1_200; // so far before the end of what is drawn more is added, so that nobody meets it
const LOADED_AHEAD = 40; // messages
const notLoaded = (): string => t('Older messages could not be loaded. Try again.');

export class Chat extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #isNearEnd = true;
  #stretch = new Stretch(() => this.conversation);
  #anchor: Place | null = null; // what stays where it is while others come and go
  #loading: Promise<boolean> | null = null;
  #isLookingAhead = false;
  #isPlaced = false; // whether it is decided where the chat opens; until then nothing counts as read
  #top = 0; // how far down the thread was scrolled last
  #unreadFrom: number | null = null; // the first message that was new when the chat was opened; null: not yet known
  #lookedAt = '';
  #arrived = new Set<string>();

  override connectedCallback(): void {
    const field = this.querySelector('textarea');
    const [typed, isTyping] = [field?.value ?? '', field !== null && field === document.activeElement];
    super.connectedCallback();
    if (typed || isTyping) void this.updateComplete.then(() => this.#composer()?.adopt(typed, isTyping));
    const known = this.#known();
    document.addEventListener('visibilitychange', this.#markRead);
    addEventListener('deviceschange', this.#onDevices);
    addEventListener('showmessage', this.#onShow);
    addEventListener('hashchange', this.#onHash);
    this.addEventListener(ANSWER, this.#onAnswer);
    if (messageInAddress()) void this.updateComplete.then(this.#onHash);
    else if (known?.last_seq && !this.#messages().length) void this.#loadOlder();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#markRead);
    removeEventListener('deviceschange', this.#onDevices);
    removeEventListener('showmessage', this.#onShow);
    removeEventListener('hashchange', this.#onHash);
  }

  protected override onChange(message: Message | null): void {
    if (message?.conversation_id !== this.conversation) return;
    this.#arrived.add(message.id);
    stoppedTyping(this.conversation, message.sender_id);
    const known = this.#known();
    const me = chatState()?.me ?? '';
    if (message.sender_id === me || !known) return;
    if (!known.is_muted) announce(heard(message, me, known));
  }

  /** On a page that is loaded whole, the element is there before what the page carries was read. */
  protected override willUpdate(): void {
    const known = this.#known();
    if (known) this.#unreadFrom ??= unreadOf(known) > 0 ? known.read_seq + 1 : 0;
  }

  protected override render() {
    const known = this.#known();
    if (!known) return html`<p class="composer-note">${t('You are not in this conversation any more.')}</p>`;
    const { me } = chatState()!;
    const drawn = this.#stretch.drawn();
    const shown = arrange(drawn, me, this.#unreadFrom ?? 0);
    const waiting = waitingIn(this.conversation);
    const uploads = uploadsIn(this.conversation);
    const isShut = known.kind === 'encrypted' && !canSeal(known);
    const typing = typingLine(known);
    const below = this.#isNearEnd ? 0 : unreadOf(known);
    const lastMine = shown.findLast((one) => one.isMine && one.message.kind !== 'notice')?.message.seq ?? 0;
    return html`
      ${strangerLine(known)}${barsAbove(known)}${encryptedBar(known, me)}
      <div class="thread" tabindex="0" role="region" aria-label=${t('Messages with %(name)s', { name: known.title })} @scroll=${this.#onScroll} @dragover=${(event: Event) => event.preventDefault()} @drop=${this.#onDrop}>
        <ol class="messages">
          ${this.#stretch.hasOlder() ? html`<li class="thread-more"><button class="button" data-kind="plain" data-size="small" aria-busy=${this.#loading !== null} @click=${() => this.#lookBack()}>${t('Older messages')}</button></li>` : nothing}
          ${repeat(
            shown,
            (one) => one.message.client_id ?? one.message.id,
            (one) =>
              drawMessage(
                one,
                known,
                me,
                this.#arrived.has(one.message.id),
                one.message.seq === lastMine ? reachNote(one.message, known) : nothing,
                this.#acts,
              ),
          )}
          ${this.#stretch.isAtEnd() ? [repeat(waiting, (one) => one.clientId, drawWaiting), repeat(uploads, (one) => one.clientId, drawUpload)] : nothing}
          ${shown.length || waiting.length || uploads.length ? nothing : html`<li class="empty"><span class="empty-mark">${icon('message-circle')}</span><h2>${t('Say hello')}</h2><p>${t('This is the start of your chat with %(name)s.', { name: known.title })}</p></li>`}
        </ol>
        ${below || !this.#stretch.isAtEnd() ? html`<button class="to-latest" @click=${this.#toEnd}>${icon('chevron-down')}${below ? t('%(num)s new', { num: below }) : t('To the newest')}</button>` : nothing}
      </div>
      ${failuresInARow() > 1 ? html`<p class="offline" role="status">${icon('wifi-off')}${t('Offline. What you write is sent when you are back.')}</p>` : nothing}
      ${typing ? html`<p class="typing" role="status">${typing}</p>` : nothing}
      ${known.kind === 'service' && known.can_write ? html`<sa-contact-card conversation=${this.conversation}></sa-contact-card>` : nothing}
      ${known.can_write ? (isShut ? nothing : html`<sa-composer conversation=${this.conversation} @sa-sent=${this.#onSent}></sa-composer>`) : whyNobodyWrites(known)}
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#lookOnce();
    const thread = this.querySelector<HTMLElement>('.thread');
    if (!thread || !this.isConnected) return; // the heading may be the next page's already
    const head = document.querySelector('.pane-title h1');
    if (head) head.textContent = this.#known()?.title ?? '';
    if (!this.#isPlaced) this.#open(thread);
    const kept = this.#anchor && thread.querySelector<HTMLElement>(`[data-seq="${this.#anchor.seq}"]`);
    if (kept && this.#anchor) thread.scrollTop += kept.getBoundingClientRect().top - this.#anchor.top;
    else if (this.#isNearEnd) thread.scrollTop = thread.scrollHeight;
    this.#anchor = null;
    this.#top = thread.scrollTop;
    this.#markRead();
    this.#growSoon(thread);
  }

  /** The first paint shows little more than the screen; what else is loaded is added when nobody waits for it. */
  #growSoon(thread: HTMLElement): void {
    if (!this.#stretch.above() || thread.scrollTop >= AHEAD_PX) return;
    requestAnimationFrame(() => setTimeout(() => this.#drawMore(thread)));
  }

  #drawMore(thread: HTMLElement): void {
    if (!this.#stretch.back()) return;
    this.#keepPlace(thread);
    this.requestUpdate();
  }

  /** At the newest; but where more is unread than the screen holds, at the first of them. */
  #open(thread: HTMLElement): void {
    const [known, first] = [this.#known(), this.#messages()[0]];
    if (!known || (!first && known.last_seq > known.from_seq)) return;
    this.#isPlaced = true;
    const from = this.#unreadFrom ?? 0;
    if (!first || !from || messageInAddress()) return;
    thread.scrollTop = thread.scrollHeight;
    const line = lineAt(thread, from);
    if (line && line.getBoundingClientRect().top >= thread.getBoundingClientRect().top) return;
    if (!line && (this.#stretch.drawn()[0]?.seq ?? 0) <= from) return;
    this.#isNearEnd = false;
    if (line) line.scrollIntoView();
    else void this.#goTo(from, 'start');
    this.requestUpdate(); // for the button that leads down
  }

  #onScroll = (event: Event): void => {
    const thread = event.currentTarget as HTMLElement;
    this.#isNearEnd = this.#stretch.isAtEnd() && belowOf(thread) < NEAR_END_PX;
    this.#markRead();
    const isUp = thread.scrollTop < this.#top;
    this.#top = thread.scrollTop;
    if (isUp && thread.scrollTop < AHEAD_PX) void this.#lookBack();
    else if (!isUp) void this.#lookAhead(thread);
  };

  /** Older ones that are loaded are drawn, and more are loaded before they are needed. */
  async #lookBack(): Promise<void> {
    const thread = this.querySelector<HTMLElement>('.thread');
    if (thread) this.#drawMore(thread);
    await this.#loading; // perhaps of the other side: at the very top no scrolling would ask again
    if (this.isConnected && this.#stretch.above() < LOADED_AHEAD && this.#stretch.hasOlder()) void this.#loadOlder();
  }

  /** The same to the other side, where somebody has jumped back: until enough stands below. */
  async #lookAhead(thread: HTMLElement): Promise<void> {
    if (this.#isLookingAhead) return;
    this.#isLookingAhead = true;
    await this.#loading;
    // A chat that was left has no height, and would load all that follows.
    for (let isMore = true; isMore && thread.isConnected && belowOf(thread) < AHEAD_PX && !this.#stretch.isAtEnd(); ) {
      if (this.#stretch.end === null) {
        this.#stretch.end = this.#messages().at(-1)?.seq ?? 0; // what comes is drawn in steps, too
        isMore = await this.#load('after', this.#stretch.end);
      }
      this.#keepPlace(thread);
      this.#stretch.ahead();
      this.requestUpdate();
      await new Promise(requestAnimationFrame);
    }
    this.#isLookingAhead = false;
  }

  #keepPlace(thread: HTMLElement): void {
    this.#anchor = firstInSight(thread);
  }

  #toEnd = (): void => {
    this.#isNearEnd = true;
    this.#stretch.toEnd();
    this.requestUpdate();
  };

  #onSent = (): void => {
    this.#unreadFrom = 0;
    this.#toEnd();
  };

  #onDrop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length || !this.#known()?.can_write) return;
    event.preventDefault();
    this.#composer()?.attach(files);
  };

  #composer(): Composer | null {
    return this.querySelector<Composer>('sa-composer');
  }

  #acts: Acts = {
    react: (message, emoji) => void changeMessage(this.conversation, message.seq, 'reaction', { emoji }),
    goTo: (seq) => void this.#goTo(seq),
    menu: (message, beside) => {
      const mine = message.reactions.find((one) => one.people.includes(chatState()?.me ?? ''))?.emoji ?? '';
      const reacting = { mine, react: (emoji: string) => this.#acts.react(message, emoji) };
      openMenu(
        beside,
        message.kind === 'encrypted' ? null : reacting,
        actsFor(message, this.#known(), this.#composer()),
      );
    },
  };

  async #goTo(seq: number, block: 'start' | 'center' = 'center'): Promise<void> {
    do await this.#loading;
    while (this.#loading); // who else waited may load again, and that is not what is asked for here
    const isThere = this.#stretch.isLoaded(seq) || (await this.#load('around', seq));
    if (!this.#stretch.goTo(seq)) {
      const why = isThere ? t('That message is not here any more.') : notLoaded();
      return block === 'start' ? undefined : toast(why, 'bad'); // nobody asked to be led to what is new
    }
    this.#isNearEnd = false;
    this.requestUpdate();
    await this.updateComplete;
    this.#isNearEnd = false;
    const thread = this.querySelector<HTMLElement>('.thread');
    if (thread && block === 'start') return lineAt(thread, seq)?.scrollIntoView();
    const found = thread?.querySelector(`[data-seq="${seq}"]`);
    found?.scrollIntoView({ block });
    found?.classList.add('is-found');
    found?.addEventListener('animationend', () => found.classList.remove('is-found'), { once: true });
  }

  #markRead = (): void => {
    const thread = this.querySelector<HTMLElement>('.thread');
    if (this.#isPlaced && markRead(this.#known(), thread, this.#isNearEnd, this.#stretch.drawn()[0]?.seq ?? 0))
      this.requestUpdate();
  };

  #loadOlder(): Promise<boolean> {
    return this.#load('before', this.#messages()[0]?.seq ?? (this.#known()?.last_seq ?? 0) + 1);
  }

  /** True when there are more than before; whoever asks while it loads waits for the same answer. */
  #load(where: 'before' | 'after' | 'around', seq: number): Promise<boolean> {
    this.#loading ??= this.#fetch(where, seq).finally(() => {
      this.#loading = null;
      this.requestUpdate();
    });
    this.requestUpdate();
    return this.#loading;
  }

  async #fetch(where: string, seq: number): Promise<boolean> {
    try {
      const answer = await ask('GET', `/chats/${this.conversation}/messages?${where}=${seq}`);
      const thread = this.querySelector<HTMLElement>('.thread');
      if (thread && this.#messages().length && where === 'before') this.#keepPlace(thread);
      const found = list(answer.messages).map(readMessage);
      takeMessages(found);
      this.#stretch.settle();
      return found.length > 0;
    } catch {
      const shown = this.#messages().length;
      if ((await takeKept(this.conversation)) && this.#messages().length > shown) return true;
      announce(notLoaded());
      return false;
    }
  }

  #known(): Conversation | undefined {
    return this.#stretch.known();
  }

  #messages(): Message[] {
    return this.#stretch.messages();
  }

  /** Who can read an encrypted chat is asked when it is opened, as soon as the page knows the chat. */
  #lookOnce(): void {
    const known = this.#known();
    if (known?.kind !== 'encrypted' || this.#lookedAt === known.id) return;
    this.#lookedAt = known.id;
    void lookAt(known);
  }

  #onAnswer = (event: Event): void => {
    const message = this.#messages().find((one) => one.seq === (event as CustomEvent<number>).detail);
    if (message) this.#composer()?.answer(message);
  };

  /** A link to a message of the chat that is open already, such as what the palette found. */
  #onHash = (): void => {
    if (messageInAddress()) void this.#goTo(messageInAddress());
  };

  #onShow = (event: Event): void => void this.#goTo((event as CustomEvent<number>).detail);

  /** A browser that can read this chat came or went. */
  #onDevices = (event: Event): void => {
    const known = this.#known();
    if (known && (event as CustomEvent).detail === this.conversation) void lookAt(known);
  };
}

customElements.define('sa-chat', Chat);
