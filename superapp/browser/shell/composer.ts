// <sa-composer conversation="cnv_…">: where one writes: the draft, an answer, an edit, names after an "@", what is
// attached, and the voice. It tells its chat by the event "sa-sent" that something went off.
import { html, nothing, type PropertyValues } from 'lit';
import { t } from '../say.ts';
import { openAttachments } from './attach.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { Island } from './island.ts';
import { loadMembers, type Member, matching, wordBefore } from './mention.ts';
import { nameOf } from './message.ts';
import { changeMessage, isEditable, lineOf } from './message_changes.ts';
import { moneyButton, moneyChip, openWhenAsked } from './money_bar.ts';
import { send } from './outbox.ts';
import { chatState } from './store.ts';
import { tellTyping } from './typing.ts';
import { sendFiles, sendVoice } from './uploads.ts';
import type { Conversation, Message } from './validate.ts';
import { clock } from './voice_player.ts';
import { type Recording, record } from './voice_recorder.ts';
import { avatar, icon } from './words.ts';

const LETTERS_MAX = 4_000;
const HAS_COMPANY: Conversation['kind'][] = ['direct', 'group']; // somebody whom money can be sent to

export class Composer extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;
  #draft = '';
  #answering: Message | null = null;
  #editing: Message | null = null;
  #recording: Recording | null = null;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #named: Member[] = []; // whom an "@…" before the cursor may mean
  #choice = 0;
  #loadedFor = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopRecording()?.cancel();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('conversation') || this.#loadedFor === this.conversation) return;
    this.#loadedFor = this.conversation;
    this.#draft ||= draftOf(this.conversation);
  }

  protected override updated(): void {
    const known = this.#known();
    if (known && HAS_COMPANY.includes(known.kind)) openWhenAsked(known);
  }

  /** What was typed before the script took over, and whether somebody is still at it. */
  adopt(typed: string, isTyping: boolean): void {
    this.#draft = typed || this.#draft;
    if (isTyping) this.#focus();
    else this.requestUpdate();
  }

  answer(message: Message): void {
    this.#stop();
    this.#answering = message;
    this.#focus();
  }

  edit(message: Message): void {
    this.#editing = message;
    this.#answering = null;
    this.#draft = String(message.body.text);
    this.#focus();
  }

  write(text: string): void {
    this.#draft = text;
    this.#focus();
  }

  /** as: what they were chosen as; without it, what they are. */
  attach(files: File[], as?: 'picture' | 'file'): void {
    sendFiles(this.conversation, files, as, this.#answers());
    this.#sent();
  }

  protected override render() {
    const known = this.#known();
    if (!known) return nothing;
    if (this.#recording) return this.#recorder(this.#recording);
    const hasText = this.#draft.trim() !== '';
    return html`${this.#subject(known)}${this.#names()}${HAS_COMPANY.includes(known.kind) ? moneyChip(known, this.#draft) : nothing}<form class="composer" @submit=${this.#onSubmit}>
      ${html`<button class="icon-button attach" type="button" aria-label=${t('Attach something')} title=${t('Attach something')} aria-haspopup="menu" @click=${this.#onAttach}>${icon('plus')}</button>${HAS_COMPANY.includes(known.kind) ? moneyButton(known) : nothing}`}
      <label class="visually-hidden" for="composer">${t('Message to %(name)s', { name: known.title })}</label>
      <textarea id="composer" rows="1" maxlength=${LETTERS_MAX} placeholder=${t('Message')} enterkeyhint="send" aria-autocomplete=${known.kind === 'group' ? 'list' : nothing} aria-controls=${this.#named.length ? 'named' : nothing} .value=${this.#draft} @input=${this.#onInput} @keydown=${this.#onKey} @paste=${this.#onPaste}></textarea>
      ${
        hasText || this.#editing
          ? html`<button class="icon-button" data-kind="primary" aria-label=${this.#editing ? t('Save') : t('Send')} ?disabled=${!hasText}>${icon(this.#editing ? 'check' : 'arrow-up')}</button>`
          : html`<button class="icon-button" type="button" aria-label=${t('Record a voice note')} title=${t('Record a voice note')} @click=${this.#onRecord}>${icon('mic')}</button>`
      }
    </form>`;
  }

  /** What the composer is busy with, when it is not simply a new message. */
  #subject(known: Conversation) {
    const subject = this.#editing ?? this.#answering;
    if (!subject) return nothing;
    const me = chatState()?.me ?? '';
    const label = this.#editing
      ? t('Edit message')
      : subject.sender_id === me
        ? t('Answer yourself')
        : t('Answer %(name)s', { name: nameOf(subject, subject.sender_id, me, known) });
    return html`<div class="composing">${icon(this.#editing ? 'pencil' : 'reply')}<p><strong>${label}</strong><span>${lineOf(subject)}</span></p><button class="icon-button" data-kind="quiet" aria-label=${t('Cancel')} @click=${this.#stop}>${icon('x')}</button></div>`;
  }

  #names() {
    if (!this.#named.length) return nothing;
    return html`<ul class="named" id="named" role="listbox" aria-label=${t('People in this group')}>${this.#named.map(
      (one, at) =>
        html`<li role="option" aria-selected=${at === this.#choice} @pointerdown=${(event: Event) => {
          event.preventDefault(); // the cursor stays where it is
          this.#name(one);
        }}>${avatar(one.name, one.id, 'small', '', one.picture)}<span>${one.name}</span><span class="soft small">@${one.handle}</span></li>`,
    )}</ul>`;
  }

  #recorder(recording: Recording) {
    return html`<div class="composer recording">
      <button class="icon-button" data-kind="quiet" aria-label=${t('Throw the voice note away')} @click=${() => this.#stopRecording()?.cancel()}>${icon('trash-2')}</button>
      <p role="status"><span class="recording-dot"></span>${t('Recording')} <span class="voice-time">${clock(recording.seconds())}</span></p>
      <button class="icon-button" data-kind="primary" aria-label=${t('Send the voice note')} @click=${this.#sendRecording}>${icon('arrow-up')}</button>
    </div>`;
  }

  #onAttach = (event: Event): void => {
    const does = { files: this.attach.bind(this), answers: this.#answers, sent: () => this.#sent() };
    const isSealed = this.#known()?.kind === 'encrypted';
    openAttachments(event.currentTarget as HTMLElement, this.conversation, does, isSealed);
  };

  #onRecord = async (): Promise<void> => {
    this.#recording = await record(() => void this.#sendRecording());
    this.#ticking = setInterval(() => this.requestUpdate(), 500);
    this.requestUpdate();
  };

  #stopRecording(): Recording | null {
    const recording = this.#recording;
    clearInterval(this.#ticking);
    this.#recording = null;
    this.requestUpdate();
    return recording;
  }

  #sendRecording = async (): Promise<void> => {
    const sound = await this.#stopRecording()?.stop();
    if (!sound) return;
    sendVoice(this.conversation, sound, this.#answers());
    this.#sent();
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    const text = this.#draft.trim();
    if (!text) return;
    if (this.#editing) {
      const { seq, body } = this.#editing;
      if (text !== body.text) void changeMessage(this.conversation, seq, 'edit', { text });
      this.#stop();
      return;
    }
    this.#draft = '';
    keepDraft(this.conversation, '');
    send(this.conversation, text, this.#answers());
    this.#named = [];
    this.#focus();
    this.#sent();
  };

  #onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  };

  #onInput = (event: Event): void => {
    this.#draft = (event.target as HTMLTextAreaElement).value;
    if (!this.#editing) {
      keepDraft(this.conversation, this.#draft);
      if (this.#draft) tellTyping(this.conversation);
    }
    void this.#suggest();
    this.requestUpdate();
  };

  // Enter sends, Shift-Enter breaks the line; while a word is being composed (Chinese, Japanese) Enter belongs to it.
  // Escape leaves an edit or an answer; an arrow up in an empty line edits what one wrote last.
  #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || this.#onNamesKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) this.#onSubmit(event);
    if (event.key === 'Escape' && (this.#editing || this.#answering)) this.#stop();
    if (event.key !== 'ArrowUp' || this.#draft || this.#editing) return;
    const mine = (chatState()?.messages.get(this.conversation) ?? []).findLast((one) => isEditable(one));
    if (!mine) return;
    event.preventDefault();
    this.edit(mine);
  };

  /** True when the list of names took the key. */
  #onNamesKey(event: KeyboardEvent): boolean {
    const count = this.#named.length;
    if (!count) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.#choice = (this.#choice + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
    } else if (event.key === 'Enter' || event.key === 'Tab') this.#name(this.#named[this.#choice]!);
    else if (event.key === 'Escape') this.#named = [];
    else return false;
    event.preventDefault();
    this.requestUpdate();
    return true;
  }

  async #suggest(): Promise<void> {
    const box = this.querySelector('textarea');
    const word = box && this.#known()?.kind === 'group' ? wordBefore(box.value, box.selectionStart) : null;
    this.#named = word === null ? [] : matching(await loadMembers(this.conversation), word);
    this.#choice = 0;
    this.requestUpdate();
  }

  #name(one: Member): void {
    const box = this.querySelector('textarea')!;
    const at = box.selectionStart;
    const before = this.#draft.slice(0, at).replace(/@\w*$/, `@${one.handle} `);
    this.#draft = before + this.#draft.slice(at);
    this.#named = [];
    this.requestUpdate();
    void this.updateComplete.then(() => box.setSelectionRange(before.length, before.length));
  }

  #stop = (): void => {
    if (this.#editing) this.#draft = draftOf(this.conversation);
    this.#editing = null;
    this.#answering = null;
    this.#focus();
  };

  #focus(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector('textarea')?.focus());
  }

  /** The number of the message that what goes off now answers. */
  #answers = (): number | null => this.#answering?.seq ?? null;

  #sent(): void {
    this.#answering = null;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('sa-sent'));
  }

  #known(): Conversation | undefined {
    return chatState()?.conversations.get(this.conversation);
  }
}

customElements.define('sa-composer', Composer);
