// The one chat state of this tab, and who wants to know when it changes. Pages bring it in (`#shell-state`), the socket
// moves it on (live.ts), islands subscribe.
import { absorb, applyEvent, type ChatState, putMessage, startState } from './state.ts';
import { type Frame, type Message, readPageState } from './validate.ts';

type Listener = (change: { message: Message | null }) => void;

let state: ChatState | null = null;
let ahead_ms = 0; // this device's clock, of the server's
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
export function takePage(root: ParentNode): void {
  const element = root.querySelector('#shell-state');
  if (!element?.textContent) return;
  const page = readPageState(JSON.parse(element.textContent));
  ahead_ms = Date.now() - new Date(page.now).getTime();
  if (!state || state.me !== page.me) state = startState(page);
  else absorb(state, page);
  tell(null);
}

/** A page outside chats carries no state; the tab's number of unread messages and the socket need it all the same. */
export async function fetchState(): Promise<void> {
  const response = await fetch('/chats', { headers: { accept: 'text/html' } });
  if (response.ok) takePage(new DOMParser().parseFromString(await response.text(), 'text/html'));
}

/** Begin anew from a page, after the socket said that we are too far behind. */
export function restart(root: ParentNode): void {
  state = null;
  takePage(root);
}

export function takeEvent(frame: Extract<Frame, { t: 'event' }>): void {
  if (!state || frame.seq <= state.lastEvent) return;
  applyEvent(state, frame);
  if (frame.kind === 'contacts') dispatchEvent(new Event('contactschange'));
  tell(frame.kind === 'message' ? frame.message : null);
}

export function takeMessages(messages: Message[]): void {
  if (!state) return;
  for (const message of messages) putMessage(state, message);
  tell(null);
}

export function tell(message: Message | null): void {
  for (const listener of listeners) listener({ message });
}
