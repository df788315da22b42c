// What the shell knows about chats, and how events change it: pure functions, so that "old state + events = fresh
// state" is a test (tests/superapp/shell/test_state.py). Numbers only grow, so news that comes late changes nothing.
import type { Conversation, Frame, Message, PageState } from './validate.ts';

export type ChatState = {
  me: string;
  lastEvent: number;
  requests: number; // how many people wait for an answer
  conversations: Map<string, Conversation>;
  olderBehind: string; // the list goes on behind this one; "" when all of it is here
  messages: Map<string, Message[]>; // only of conversations that were opened; by seq, rising
};

export const KEPT_MESSAGES_MAX = 200; // of each conversation, for reading without a network

export function startState(page: PageState): ChatState {
  const state: ChatState = {
    me: page.me,
    lastEvent: page.last_event,
    requests: page.requests,
    conversations: new Map(),
    olderBehind: page.has_older ? page.conversations.at(-1)!.id : '',
    messages: new Map(),
  };
  absorb(state, page);
  return state;
}

/** Take in what a freshly loaded page says. Its event number is not taken over: the socket goes on from its own. */
export function absorb(state: ChatState, page: PageState): void {
  for (const conversation of page.conversations) putConversation(state, conversation);
  if (page.open) {
    putConversation(state, page.open.conversation);
    if (!state.messages.has(page.open.conversation.id)) state.messages.set(page.open.conversation.id, []);
    for (const message of page.open.messages) putMessage(state, message);
  }
}

/** Apply one event. Events come in order; one that was applied already changes nothing. */
export function applyEvent(state: ChatState, frame: Extract<Frame, { t: 'event' }>): void {
  state.lastEvent = Math.max(state.lastEvent, frame.seq);
  if (frame.requests !== null) state.requests = frame.requests;
  if (frame.conversation) putConversation(state, frame.conversation);
  else forget(state, frame.conversation_id);
  if (frame.message) putMessage(state, frame.message);
  if (frame.kind === 'contacts' && frame.conversation) rename(state, frame.conversation);
}

/** A contact was given another name: it stands in every message that names them. */
function rename(state: ChatState, { peer_id, title }: Conversation): void {
  for (const messages of state.messages.values())
    for (const [at, message] of messages.entries())
      if (message.names[peer_id] !== undefined && message.names[peer_id] !== title)
        messages[at] = { ...message, names: { ...message.names, [peer_id]: title } };
}

function forget(state: ChatState, conversationId: string): void {
  state.conversations.delete(conversationId);
  state.messages.delete(conversationId);
}

export function putMessage(state: ChatState, message: Message): void {
  const messages = state.messages.get(message.conversation_id);
  if (!messages) return;
  let [at, end] = [0, messages.length]; // behind all that are no later
  while (at < end) {
    const middle = (at + end) >> 1;
    if (messages[middle]!.seq > message.seq) end = middle;
    else at = middle + 1;
  }
  const known = at > 0 ? messages[at - 1]! : undefined;
  if (known?.seq !== message.seq) messages.splice(at, 0, message);
  else if (known.revision <= message.revision) messages[at - 1] = message;
}

/** The newest messages without a gap: what was kept, with news. Of two looks at a message the later one counts. */
export function joined(kept: Message[], news: Message[]): Message[] {
  const known = new Map(kept.map((one) => [one.seq, one]));
  for (const one of news) if ((known.get(one.seq)?.revision ?? 0) <= one.revision) known.set(one.seq, one);
  const all = [...known.values()].sort((a, b) => a.seq - b.seq);
  let first = Math.max(0, all.length - 1);
  while (first > 0 && all[first - 1]!.seq === all[first]!.seq - 1 && all.length - first < KEPT_MESSAGES_MAX) first -= 1;
  return all.slice(first);
}

/** Of the loaded messages those without a gap around number `seq`; null: around the newest. */
export function runOf(messages: Message[], seq: number | null): Message[] {
  const isWhole = messages.length > 0 && messages.at(-1)!.seq - messages[0]!.seq + 1 === messages.length;
  if (isWhole) return messages;
  const at = seq === null ? messages.length - 1 : messages.findLastIndex((one) => one.seq <= seq);
  let [first, end] = [Math.max(0, at), Math.max(0, at)];
  while (first > 0 && messages[first - 1]!.seq === messages[first]!.seq - 1) first -= 1;
  while (end + 1 < messages.length && messages[end + 1]!.seq === messages[end]!.seq + 1) end += 1;
  return messages.slice(first, end + 1);
}

/** Conversations as the list shows them: those with messages; what is pinned, then the newest. */
export function inOrder(state: ChatState): Conversation[] {
  return [...state.conversations.values()]
    .filter((one) => one.last_seq > 0)
    .sort(
      (a, b) =>
        compare(b.pinned_at ?? '', a.pinned_at ?? '') ||
        compare(b.last_at ?? '', a.last_at ?? '') ||
        compare(b.id, a.id),
    );
}

export function unreadOf(conversation: Conversation): number {
  return Math.max(0, conversation.last_seq - conversation.read_seq);
}

/** What is muted does not count. */
export function unreadTotal(state: ChatState): number {
  return inOrder(state).reduce((sum, one) => sum + (one.is_muted ? 0 : unreadOf(one)), 0);
}

export function putConversation(state: ChatState, next: Conversation): void {
  const known = state.conversations.get(next.id);
  const newest = known && known.last_seq > next.last_seq ? known : next;
  const isSame = known?.last_seq === next.last_seq && known.wrote_seq === next.wrote_seq;
  state.conversations.set(next.id, {
    ...newest,
    mention_seq: next.mention_seq > Math.max(known?.read_seq ?? 0, next.read_seq) ? next.mention_seq : 0,
    read_seq: Math.max(known?.read_seq ?? 0, next.read_seq),
    read_by: isSame ? Math.max(known.read_by, next.read_by) : newest.read_by,
    peer_read_seq: Math.max(known?.peer_read_seq ?? 0, next.peer_read_seq),
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
