// Which of a conversation's messages are shown: a stretch without a gap, of the newest or around one that was jumped to,
// and of that as many as are drawn at once. chat.ts scrolls over it and loads what is missing.
import { readable } from './encrypted.ts';
import { runOf } from './state.ts';
import { chatState } from './store.ts';
import type { Conversation, Message } from './validate.ts';

// However many are loaded, so many are drawn: a chat of years scrolls like one of today. A chat that opens draws little
// more than a screen, and the rest a step at a time.
const DRAWN_FIRST = 20;
const DRAWN_MAX = 160;
const STEP = 20;
const AROUND = 60; // messages on either side of one that is jumped to
const COMPANY = 20; // as many messages, at least, stand around one that is jumped to

export class Stretch {
  at: number | null = null; // loaded messages without a gap around this one are shown; null: around the newest
  end: number | null = null; // the last message that is drawn; null: the last of those
  #from: number | null = null; // the first; null: a screen or two before the last
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
    return messages.slice(...this.#bounds(messages));
  }

  /** Whether the server has some that are older than those loaded. */
  hasOlder(): boolean {
    return (this.messages()[0]?.seq ?? 0) > (this.known()?.from_seq ?? 0) + 1;
  }

  /** How many of what is loaded stand above what is drawn. */
  above(): number {
    return this.#bounds(this.messages())[0];
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
    if (this.isAtEnd()) return;
    this.at = null;
    this.end = null;
    this.#from = null;
  }

  /** False when it is not loaded. */
  goTo(seq: number): boolean {
    if (!this.loaded().some((one) => one.seq === seq)) return false;
    this.at = seq;
    this.settle();
    const messages = this.messages();
    const middle = messages.findIndex((one) => one.seq >= seq);
    this.end = messages[middle + AROUND]?.seq ?? null;
    this.#from = seq - AROUND;
    return true;
  }

  /** Where what stands around `at` has met the newest messages, they go on as one. */
  settle(): void {
    if (this.messages().at(-1)?.seq === this.loaded().at(-1)?.seq) this.at = null;
  }

  /** Draw older ones, in the place of the newest where as many are drawn as may be. False when there are none loaded. */
  back(): boolean {
    const messages = this.messages();
    const [start, end] = this.#bounds(messages);
    if (start === 0) return false;
    const from = Math.max(0, start - STEP);
    this.#from = messages[from]!.seq;
    if (end - from > DRAWN_MAX) this.end = messages[from + DRAWN_MAX - 1]!.seq;
    return true;
  }

  ahead(): void {
    const messages = this.messages();
    this.end = messages[this.#bounds(messages)[1] - 1 + STEP]?.seq ?? null;
  }

  /** Where what is drawn begins and ends among `messages`, which have no gap. */
  #bounds(messages: Message[]): [number, number] {
    const first = messages[0]?.seq ?? 0;
    const end = this.end === null ? messages.length : Math.min(messages.length, this.end - first + 1);
    const start = this.#from === null ? end - DRAWN_FIRST : this.#from - first;
    return [Math.max(0, start, end - DRAWN_MAX), end];
  }
}
