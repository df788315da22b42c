// The one chat state of this tab, and who wants to know when it changes. Pages bring it in (`#shell-state`), the socket
// moves it on (live.ts), islands subscribe.
import { keepEvent, keepMessages, keepPage, keptMessages, loadKept } from './kept.ts';
import {
  absorb,
  applyEvent,
  type ChatState,
  KEPT_MESSAGES_MAX,
  putConversation,
  putMessage,
  startState,
} from './state.ts';
import { type Conversation, type Frame, type Message, readPageState } from './validate.ts';

type Listener = (change: { message: Message | null }) => void;

let state: ChatState | null = null;
let ahead_ms = 0; // this device's clock, of the server's
let newsFrom = 0; // events up to here were in the page already; what the kept copy still needs of them is no news
let ready: Promise<unknown> = Promise.resolve();
const listeners = new Set<Listener>();

export function chatState(): ChatState | null {
  return state;
}

/** Milliseconds since 1970 by the server's clock: what may still be changed is its decision. */
export function serverNow(): number {
  return Date.now() - ahead_ms;
}

export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Read what a loaded page (or a fetched one) carries; pages outside chats carry nothing. */
export function takePage(root: ParentNode, { anew = false } = {}): void {
  const element = root.querySelector('#shell-state');
  if (!element?.textContent) return;
  const page = readPageState(JSON.parse(element.textContent));
  ahead_ms = Date.now() - new Date(page.now).getTime();
  if (!state || state.me !== page.me) {
    const started = startState(page);
    state = started;
    newsFrom = page.last_event;
    ready = keepPage(page, { anew }).then((seen) => {
      started.lastEvent = Math.min(started.lastEvent, seen ?? started.lastEvent);
    });
  } else {
    absorb(state, page);
    void keepPage(page);
  }
  tell(null);
}

/** Before the socket says hello: it is known from which event on. */
export async function whenReady(): Promise<void> {
  await ready;
}

/** Without a network: go on from what this device keeps, with the messages of one conversation. */
export async function adoptKept(conversationId: string): Promise<void> {
  if (!state) {
    const kept = await loadKept();
    if (!kept) return;
    newsFrom = kept.lastEvent;
    // Asked for twice at once, the first answer stays.
    state ??= {
      me: kept.me,
      lastEvent: kept.lastEvent,
      requests: 0,
      conversations: new Map(kept.conversations.map((one) => [one.id, one])),
      olderBehind: '',
      messages: new Map(),
    };
  }
  if (conversationId) await takeKept(conversationId);
  tell(null);
}

/** Add what is kept of a conversation to what is shown of it. True when there is something. */
export async function takeKept(conversationId: string): Promise<boolean> {
  const kept = await keptMessages(conversationId);
  if (!state || !kept.length) return false;
  if (!state.messages.has(conversationId)) state.messages.set(conversationId, []);
  for (const message of kept) putMessage(state, message);
  tell(null);
  return true;
}

/** A page outside chats carries no state; the tab's number of unread messages and the socket need it all the same. */
export async function fetchState(): Promise<void> {
  const response = await fetch('/chats', { headers: { accept: 'text/html' } }).catch(() => null);
  if (response?.ok) takePage(new DOMParser().parseFromString(await response.text(), 'text/html'));
}

/** Begin anew from a page, after the socket said that we are too far behind. */
export function restart(root: ParentNode): void {
  state = null;
  takePage(root, { anew: true });
}

export function takeEvent(frame: Extract<Frame, { t: 'event' }>): void {
  if (!state || frame.seq <= state.lastEvent) return;
  applyEvent(state, frame);
  keepEvent(frame);
  if (frame.kind === 'devices') dispatchEvent(new CustomEvent('deviceschange', { detail: frame.conversation_id }));
  if (frame.kind === 'contacts') dispatchEvent(new Event('contactschange'));
  if (frame.kind === 'group' || frame.kind === 'left' || frame.message?.kind === 'notice')
    dispatchEvent(new CustomEvent('groupchange', { detail: frame.conversation_id }));
  tell(frame.kind === 'message' && frame.seq > newsFrom ? frame.message : null);
}

/** The next part of the list. */
export function takeOlder(conversations: Conversation[], hasOlder: boolean): void {
  if (!state) return;
  for (const one of conversations) putConversation(state, one);
  state.olderBehind = hasOlder ? conversations.at(-1)!.id : '';
  tell(null);
}

export function takeMessages(messages: Message[]): void {
  if (!state) return;
  for (const message of messages) putMessage(state, message);
  const last = messages.at(-1);
  const newest = last ? (state.conversations.get(last.conversation_id)?.last_seq ?? 0) : 0;
  if (last && last.seq > newest - KEPT_MESSAGES_MAX) keepMessages(messages); // older ones are not kept anyway
  tell(null);
}

export function tell(message: Message | null): void {
  for (const listener of listeners) listener({ message });
}
