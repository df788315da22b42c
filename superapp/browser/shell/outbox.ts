// Messages on their way: shown at once, kept on the device until the server has them, sent in order, tried again when
// the network comes back. Every message has a key of its own in the storage that all tabs share, so no tab overwrites
// what another has written; one tab at a time sends what waits, whoever wrote it. The client id makes a repeat harmless:
// the server returns the first message.
import { ask, Refused, Unreachable } from './api.ts';
import { seal } from './encrypted.ts';
import { chatState, takeMessages, tell } from './store.ts';
import { readMessage } from './validate.ts';

export type Waiting = {
  clientId: string;
  conversationId: string;
  text: string; // empty for a card
  card?: Card;
  replyTo: number | null;
  isEncrypted?: boolean; // decided when it was written: such words never go to the server as they are
  writtenAt: string;
  state: 'sending' | 'waiting' | 'refused' | 'sent'; // sent: by another tab; this one shows it until it hears of it
  reason: string; // why it was refused, in the server's words
};

/** What is sent besides words: as it will be drawn, and the door it goes through. names: person id -> name. "card" is what
 * a program left in the composer: the server has it already. */
export type Card = {
  door: 'cards' | 'card';
  kind: string;
  body: Record<string, unknown>;
  names?: Record<string, string>;
};

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;
const ONE_TAB = 'outbox'; // the name of a lock

let waiting: Waiting[] = [];
let loadedFor = '';
const kept = new Set<string>(); // client ids that were in the storage: what is missing there now is sent or dropped
let isBusy = false;
let isAskedAgain = false; // while one try is under way: what it was told of the network may be old by its end
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export function waitingIn(conversationId: string): Waiting[] {
  load();
  if (!waiting.length) return waiting;
  const arrived = new Set((chatState()?.messages.get(conversationId) ?? []).map((message) => message.client_id));
  waiting = waiting.filter((one) => one.state !== 'sent' || !arrived.has(one.clientId));
  return waiting.filter((one) => one.conversationId === conversationId && !arrived.has(one.clientId));
}

export function send(conversationId: string, what: string | Card, replyTo: number | null = null): void {
  load();
  const clientId = crypto.randomUUID();
  const writtenAt = new Date().toISOString();
  const isEncrypted = chatState()?.conversations.get(conversationId)?.kind === 'encrypted';
  const one: Waiting = {
    clientId,
    conversationId,
    ...(typeof what === 'string' ? { text: what } : { text: '', card: what }),
    replyTo,
    isEncrypted,
    writtenAt,
    state: 'sending',
    reason: '',
  };
  waiting.push(one);
  keep(one);
  tell(null);
  void flush();
}

export function retry(clientId: string): void {
  for (const one of waiting) if (one.clientId === clientId) keep(Object.assign(one, { state: 'sending', reason: '' }));
  tell(null);
  void flush();
}

export function drop(clientId: string): void {
  forget(clientId);
  tell(null);
}

/** Send what waits, the oldest first; called at start, after writing, when the network is back and when the socket is. */
export async function flush(): Promise<void> {
  load();
  if (isBusy) {
    isAskedAgain = true;
    return;
  }
  isBusy = true;
  isAskedAgain = false;
  clearTimeout(timer);
  try {
    await navigator.locks.request(ONE_TAB, sendAll);
    failures = 0;
  } catch (error) {
    if (!isPassing(error)) throw error;
    for (const one of waiting) if (one.state === 'sending') keep(Object.assign(one, { state: 'waiting' }));
    tell(null);
    failures = isAskedAgain ? 0 : failures + 1;
    timer = setTimeout(() => void flush(), Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** failures));
  } finally {
    isBusy = false;
  }
}

async function sendAll(): Promise<void> {
  for (let next = nextUp(); next; next = nextUp()) await sendOne(next);
}

async function sendOne(one: Waiting): Promise<void> {
  try {
    const answer = one.isEncrypted ? await sendSealed(one) : await sendPlain(one);
    keep({ ...one, state: 'sent' }); // what the other tabs hear before it is gone
    forget(one.clientId);
    takeMessages([readMessage(answer.message)]);
  } catch (error) {
    if (!(error instanceof Refused) || isPassing(error)) throw error;
    keep(Object.assign(one, { state: 'refused', reason: `${error.message}. ${error.next}` }));
    tell(null);
  }
}

/** No network, or a host that has trouble of its own: nothing is wrong with the message, so it is tried again. */
function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Refused && error.status >= 500);
}

function sendPlain(one: Waiting): Promise<Record<string, unknown>> {
  const { card } = one;
  return ask('POST', `/chats/${one.conversationId}/${card?.door ?? 'messages'}`, {
    ...(card ? { kind: card.kind, ...card.body } : { text: one.text }),
    client_id: one.clientId,
    reply_to: one.replyTo ?? null, // kept by an earlier version, it has none
  });
}

async function sendSealed(one: Waiting): Promise<Record<string, unknown>> {
  const content = await seal(one.conversationId, { text: one.text, replyTo: one.replyTo }, one.clientId);
  return ask('POST', `/chats/${one.conversationId}/encrypted`, { content, client_id: one.clientId });
}

/** The oldest that is still to be sent: while this tab waited for its turn, another may have sent it or dropped it. */
function nextUp(): Waiting | undefined {
  const isHere = (one: Waiting) => !kept.has(one.clientId) || localStorage.getItem(keyOf(one.clientId)) !== null;
  waiting = waiting.filter((one) => one.state === 'sent' || isHere(one));
  tell(null);
  return waiting.find((one) => one.state === 'sending' || one.state === 'waiting');
}

function keyOf(clientId: string): string {
  return `outbox:${loadedFor}:${clientId}`;
}

function keep(one: Waiting): void {
  try {
    localStorage.setItem(keyOf(one.clientId), JSON.stringify(one));
    kept.add(one.clientId);
  } catch {
    // The storage is full: it is sent all the same, by this tab.
  }
}

function forget(clientId: string): void {
  waiting = waiting.filter((one) => one.clientId !== clientId);
  localStorage.removeItem(keyOf(clientId));
}

function load(): void {
  const me = chatState()?.me ?? '';
  if (!me || me === loadedFor) return;
  loadedFor = me;
  waiting = [];
  kept.clear();
  for (const key of Object.keys(localStorage)) if (key.startsWith(keyOf(''))) take(localStorage.getItem(key));
}

/** A message as it is stored, from an earlier page or from another tab. True when it is new here. */
function take(stored: string | null): boolean {
  let one: Waiting;
  try {
    one = JSON.parse(stored ?? '') as Waiting;
  } catch {
    return false; // what we cannot read we cannot send
  }
  kept.add(one.clientId);
  const known = waiting.find((other) => other.clientId === one.clientId);
  if (known) Object.assign(known, one);
  else if (one.state === 'sent')
    localStorage.removeItem(keyOf(one.clientId)); // its tab was closed just then
  else waiting.push(one);
  waiting.sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : a.writtenAt > b.writtenAt ? 1 : 0));
  return !known;
}

/** What another tab did: it wrote a message, tried to send it, sent it or dropped it. */
function onStorage({ key, newValue }: StorageEvent): void {
  if (!loadedFor || !key?.startsWith(keyOf(''))) return;
  const clientId = key.slice(keyOf('').length);
  const isNew = newValue !== null && take(newValue);
  if (newValue === null) waiting = waiting.filter((one) => one.clientId !== clientId || one.state === 'sent');
  tell(null);
  if (isNew) void flush(); // that tab may be closed before it could
}

addEventListener('online', () => {
  failures = 0; // the device says so before the way is open: should this try still fail, the next one follows soon
  void flush();
});
addEventListener('storage', onStorage);
