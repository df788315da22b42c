// Encrypted chats, on the page's side: starts the worker that holds the keys (encryption/main.ts) when such a chat is
// opened, keeps what it has decrypted for as long as the page lives, and says how the chat stands. chat.ts draws it.
import { t } from '../say.ts';
import { Refused, Unreachable } from './api.ts';
import type { Answer, Ask, Opened, Plain, Standing, Told, Why, Wish } from './encryption/protocol.ts';
import { lineOfFile } from './sealed_files.ts';
import { chatState, tell } from './store.ts';
import type { Conversation, Message } from './validate.ts';

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, (answer: Answer) => void>();
const opened = new Map<string, Opened>(); // by the message's id
const shown = new WeakMap<Message, Message>(); // the same one each time, as chat.ts compares them
const underWay = new Set<string>();
const standings = new Map<string, Standing | Why>(); // by conversation

/** How an encrypted chat stands; undefined while it is being found out, and a word when it could not be. */
export function standingOf(conversationId: string): Standing | Why | undefined {
  return standings.get(conversationId);
}

/** Look at the people's browsers anew: at the start, and when one came or went. */
export async function lookAt(known: Conversation): Promise<void> {
  keep(known, await wish({ kind: 'look', peerId: known.peer_id }));
}

/** This person knows of all browsers that can read the chat now. isCompared: and has compared the safety number. */
export async function accept(known: Conversation, isCompared: boolean): Promise<void> {
  const shown = standings.get(known.id);
  if (typeof shown !== 'object') return;
  keep(known, await wish({ kind: 'accept', peerId: known.peer_id, number: shown.number, isCompared }));
}

/** The messages as they are read here. Those that are still closed are opened, and drawn again when they are. */
export function readable(messages: Message[], known: Conversation): Message[] {
  const closed = messages.filter((one) => one.kind === 'encrypted' && !opened.has(one.id) && !underWay.has(one.id));
  if (closed.length) void open(closed, known);
  return messages.map((one) => (one.kind === 'encrypted' ? withText(one, messages) : one));
}

/** message id -> its words, of those that can be opened here. */
export async function textsOf(messages: Message[], known: Conversation): Promise<Map<string, string>> {
  const closed = messages.filter((one) => one.kind === 'encrypted' && !opened.has(one.id));
  if (closed.length) await open(closed, known);
  const readableHere = messages.filter((one) => opened.get(one.id)?.why === '');
  return new Map(readableHere.map((one) => [one.id, opened.get(one.id)?.text ?? '']));
}

/** What goes to the server in the place of the words. Raises Refused, Unreachable. */
export async function seal(conversationId: string, plain: Plain, clientId: string): Promise<unknown> {
  const known = chatState()?.conversations.get(conversationId);
  if (!known) throw new Refused(404, 'not_found', t('You are not in this conversation any more.'), '');
  const answer = await wish({ kind: 'seal', plain, clientId, peerId: known.peer_id, conversationId });
  if (answer.kind === 'sealed') return answer.content;
  const why = answer.kind === 'refused' ? answer.why : 'broken';
  if (why === 'offline') throw new Unreachable(why);
  if (why === 'changed') void lookAt(known);
  throw new Refused(409, why, ...reasonOf(why, known));
}

/** [what is so, what to do] */
export function reasonOf(why: Why, known: Conversation): [string, string] {
  const { title: name } = known;
  switch (why) {
    case 'unready':
      return [
        t('%(name)s cannot read here yet', { name }),
        t('Once they have opened this chat in their browser, you can write.'),
      ];
    case 'changed':
      return [t('A new browser can read this chat'), t('Compare the safety number, or go on, and try again.')];
    case 'offline':
      return [t('There is no network'), t('It goes on by itself when there is.')];
    case 'signed_out':
      return [t('You are signed out'), t('Sign in and try again.')];
    case 'refused':
      return [t('The server did not take the keys'), t('Reload the page and try again.')];
    case 'broken':
      return [
        t('Encryption does not work in this browser'),
        t('It needs WebAssembly and storage. Private windows often have none.'),
      ];
    default:
      return why satisfies never;
  }
}

// Signing out: kept.ts deletes the keys, and nothing here may hold on to them.
addEventListener('signedout', () => {
  worker?.terminate();
  worker = null;
  opened.clear();
  standings.clear();
});

function withText(message: Message, messages: Message[]): Message {
  const found = opened.get(message.id);
  if (!found) return message;
  const before = shown.get(message);
  if (before) return before;
  const answered = found.replyTo === null ? undefined : messages.find((one) => one.seq === found.replyTo);
  const said = answered && opened.get(answered.id);
  const line = said ? said.text || (said.file ? lineOfFile(said.file) : '') : '';
  const answers =
    answered && line ? { seq: answered.seq, sender_id: answered.sender_id, line: line.slice(0, 120) } : null;
  const { why, isUnconfirmed } = found;
  const text = why ? {} : { text: found.text, file: found.file };
  const drawn = { ...message, answers, body: { ...text, why, is_unconfirmed: isUnconfirmed } };
  if (found.replyTo === null || answers) shown.set(message, drawn);
  return drawn;
}

async function open(closed: Message[], known: Conversation): Promise<void> {
  for (const one of closed) underWay.add(one.id);
  const messages = closed.map((one) => ({
    id: one.id,
    senderId: one.sender_id ?? '',
    clientId: one.client_id,
    content: one.body,
  }));
  const answer = await wish({ kind: 'open', messages, peerId: known.peer_id, conversationId: known.id });
  if (answer.kind === 'opened') for (const one of answer.messages) opened.set(one.id, one);
  else if (answer.kind === 'refused') standings.set(known.id, answer.why);
  for (const one of closed) if (opened.has(one.id)) underWay.delete(one.id); // else: not again and again
  const isStranger = (one: Message) => opened.get(one.id)?.isUnconfirmed === true && one.sender_id !== null;
  if (closed.some(isStranger)) await lookAt(known);
  tell(null);
}

function keep(known: Conversation, answer: Answer): void {
  if (answer.kind === 'standing') standings.set(known.id, answer.standing);
  else if (answer.kind === 'refused') standings.set(known.id, answer.why);
  tell(null);
}

function wish(what: Wish): Promise<Answer> {
  const [script, wasm] = (document.querySelector<HTMLMetaElement>('meta[name="encryption"]')?.content ?? '').split(' ');
  const me = chatState()?.me;
  if (!script || !wasm || !me) return Promise.resolve({ kind: 'refused', why: 'broken' });
  worker ??= start(script);
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker?.postMessage({ id, me, wasm: new URL(wasm, location.href).href, wish: what } satisfies Ask);
  });
}

function start(script: string): Worker {
  const started = new Worker(script, { type: 'module' });
  started.onmessage = (event: MessageEvent<Told>) => {
    waiting.get(event.data.id)?.(event.data.answer);
    waiting.delete(event.data.id);
  };
  started.onerror = () => {
    for (const resolve of waiting.values()) resolve({ kind: 'refused', why: 'broken' });
    waiting.clear();
  };
  return started;
}
