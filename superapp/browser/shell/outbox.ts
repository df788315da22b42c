// Messages on their way: shown at once, kept on the device until the server has them, sent in order, tried again when
// the network comes back. The client id makes a repeat harmless: the server returns the first message.
import { ask, Refused, Unreachable } from './api.ts';
import { seal } from './encrypted.ts';
import { chatState, takeMessages, tell } from './store.ts';
import { readMessage } from './validate.ts';

export type Waiting = {
  clientId: string;
  conversationId: string;
  text: string;
  replyTo: number | null;
  isEncrypted?: boolean; // decided when it was written: such words never go to the server as they are
  writtenAt: string;
  state: 'sending' | 'waiting' | 'refused';
  reason: string; // why it was refused, in the server's words
};

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;

let waiting: Waiting[] = [];
let loadedFor = '';
let isBusy = false;
let isAskedAgain = false; // while one try is under way: what it was told of the network may be old by its end
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export function waitingIn(conversationId: string): Waiting[] {
  load();
  const arrived = new Set((chatState()?.messages.get(conversationId) ?? []).map((message) => message.client_id));
  return waiting.filter((one) => one.conversationId === conversationId && !arrived.has(one.clientId));
}

export function send(conversationId: string, text: string, replyTo: number | null = null): void {
  load();
  const clientId = crypto.randomUUID();
  const writtenAt = new Date().toISOString();
  const isEncrypted = chatState()?.conversations.get(conversationId)?.kind === 'encrypted';
  waiting.push({ clientId, conversationId, text, replyTo, isEncrypted, writtenAt, state: 'sending', reason: '' });
  changed();
  void flush();
}

export function retry(clientId: string): void {
  for (const one of waiting) if (one.clientId === clientId) Object.assign(one, { state: 'sending', reason: '' });
  changed();
  void flush();
}

export function drop(clientId: string): void {
  waiting = waiting.filter((one) => one.clientId !== clientId);
  changed();
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
    for (let next = nextUp(); next; next = nextUp()) await sendOne(next);
    failures = 0;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    for (const one of waiting) if (one.state === 'sending') one.state = 'waiting';
    changed();
    failures = isAskedAgain ? 0 : failures + 1;
    timer = setTimeout(() => void flush(), Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** failures));
  } finally {
    isBusy = false;
  }
}

async function sendOne(one: Waiting): Promise<void> {
  try {
    const answer = one.isEncrypted ? await sendSealed(one) : await sendPlain(one);
    waiting = waiting.filter((other) => other !== one);
    save();
    takeMessages([readMessage(answer.message)]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    one.state = 'refused';
    one.reason = `${error.message}. ${error.next}`;
    changed();
  }
}

function sendPlain(one: Waiting): Promise<Record<string, unknown>> {
  return ask('POST', `/chats/${one.conversationId}/messages`, {
    text: one.text,
    client_id: one.clientId,
    reply_to: one.replyTo ?? null, // kept by an earlier version, it has none
  });
}

async function sendSealed(one: Waiting): Promise<Record<string, unknown>> {
  const content = await seal(one.conversationId, { text: one.text, replyTo: one.replyTo }, one.clientId);
  return ask('POST', `/chats/${one.conversationId}/encrypted`, { content, client_id: one.clientId });
}

function nextUp(): Waiting | undefined {
  return waiting.find((one) => one.state !== 'refused');
}

function changed(): void {
  save();
  tell(null);
}

function key(): string {
  return `outbox:${loadedFor}`;
}

function load(): void {
  const me = chatState()?.me ?? '';
  if (!me || me === loadedFor) return;
  loadedFor = me;
  try {
    waiting = JSON.parse(localStorage.getItem(key()) ?? '[]') as Waiting[];
  } catch {
    waiting = []; // what we cannot read we cannot send
  }
}

function save(): void {
  if (waiting.length) localStorage.setItem(key(), JSON.stringify(waiting));
  else localStorage.removeItem(key());
}

addEventListener('online', () => void flush());
