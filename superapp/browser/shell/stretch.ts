// Which of a conversation's messages are shown: a stretch without a gap, of the newest or around one that was jumped to,
// and of that as many as are drawn at once. chat.ts scrolls over it and loads what is missing.
import { readable } from './encrypted.ts';
import { runOf } from './state.ts';
import { chatState } from './store.ts';
import type { Conversation, Message } from './validate.ts';

// However many are loaded, so many are drawn: a chat of years scrolls like one of today.
const DRAWN_MAX = 240;
const STEP = 80;
const COMPANY = 20; // as many messages, at least, stand around one that is jumped to

export class Stretch {
  at: number | null = null; // loaded messages without a gap around this one are shown; null: around the newest
  end: number | null = null; // the last message that is drawn; null: the last of those
  readonly #conversation: () => string;

  constructor(conversation: () => string) {
    this.#conversation = conversation;
  }

  known(): Conversation | undefined {
    return chatState()?.conversations.get(this.#conversation());
  }

  /** All that are loaded, with the gaps that jumps have left. */
  loaded(): Message[] {
    const messages = chatState()?.messages.get(this.#conversation()) ?? [];
    const known = this.known();
    return known?.kind === 'encrypted' ? readable(messages, known) : messages;
  }

  messages(): Message[] {
    return runOf(this.loaded(), this.at);
  }

  drawn(): Message[] {
    const messages = this.messages();
    const after = this.end === null ? -1 : messages.findIndex((one) => one.seq > this.end!);
    const end = after < 0 ? messages.length : after;
    return messages.slice(Math.max(0, end - DRAWN_MAX), end);
  }

  isAtEnd(): boolean {
    return this.at === null && this.end === null;
  }

  /** With company: one that came alone, for it was changed, has none. */
  isLoaded(seq: number): boolean {
    const [run, known] = [runOf(this.loaded(), seq), this.known()];
    const all = known ? known.last_seq - known.from_seq : 0;
    return run.some((one) => one.seq === seq) && run.length >= Math.min(COMPANY, all);
  }

  toEnd(): void {
    this.at = null;
    this.end = null;
  }

  /** False when it is not loaded. */
  goTo(seq: number): boolean {
    if (!this.loaded().some((one) => one.seq === seq)) return false;
    this.at = seq;
    this.settle();
    const messages = this.messages();
    const middle = messages.findIndex((one) => one.seq >= seq);
    this.end = messages[middle + DRAWN_MAX / 2]?.seq ?? null;
    return true;
  }

  /** Where what stands around `at` has met the newest messages, they go on as one. */
  settle(): void {
    if (this.messages().at(-1)?.seq === this.loaded().at(-1)?.seq) this.at = null;
  }

  /** Draw older ones in the place of the newest that are drawn. False when there are none loaded. */
  back(): boolean {
    const drawn = this.drawn();
    if (drawn[0] === this.messages()[0]) return false;
    this.end = drawn[Math.max(0, drawn.length - STEP - 1)]?.seq ?? null;
    return true;
  }

  ahead(): void {
    const messages = this.messages();
    const last = messages.findIndex((one) => one.seq > (this.end ?? 0));
    this.end = last < 0 ? null : (messages[last + STEP]?.seq ?? null);
  }
}
