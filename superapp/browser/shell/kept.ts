// What this device keeps for reading without a network: the list of chats, and the newest messages of every conversation
// that was opened here; the programs that open without one (kept_programs.ts); and the bytes of what waits to be sent
// (uploads.ts). It belongs to one person: whoever else signs
// in finds it empty, and signing out empties it.
//
// The copy follows the person's events like a tab does: `lastEvent` is the last one it has seen, and a page that starts
// asks the socket for what came after it (store.ts). So what was edited or taken back elsewhere is so here too.
import { ask } from './api.ts';
import { KEYS_BEGIN } from './encryption/protocol.ts';
import { joined, KEPT_MESSAGES_MAX } from './state.ts';
import {
  type Conversation,
  type Frame,
  fields,
  list,
  type Message,
  type PageState,
  readConversation,
  readMessage,
} from './validate.ts';
import { PROGRAM_FILES } from './worker/names.ts';

export type Kept = { me: string; lastEvent: number; conversations: Conversation[] };
type Event = Extract<Frame, { t: 'event' }>;
/** What waits to be sent. reason: why it was refused, or "". addedAt: milliseconds since 1970; they go in this order. */
export type KeptUpload = {
  clientId: string;
  conversationId: string;
  kind: string;
  isEncrypted: boolean;
  file: File;
  replyTo?: number | null | undefined;
  reason: string;
  addedAt: number;
};
export type Stores = Record<'about' | 'conversations' | 'messages' | 'uploads' | 'programs', IDBObjectStore>;
type About = { me: string; lastEvent: number };

const NAME = 'superapp-kept';
const STORES = ['about', 'conversations', 'messages', 'uploads', 'programs'] as const;
const FOLLOWING = ['about', 'conversations', 'messages'] as const; // of them, those that follow events
const FILL_AFTER_MS = 800; // the page that was opened comes first
const OURS = /^(outbox|draft|recent|push):/; // of localStorage

let opened: Promise<IDBDatabase> | null = null;
let queue: Promise<unknown> = Promise.resolve();
let owner = '';
let isForgotten = false; // signed out: nothing this page still hears is kept
const filled = new Set<string>();

/** Take in a page. Returns the last event the copy has seen, when it is this person's; null when it begins now. */
export function keepPage(page: PageState, { anew = false } = {}): Promise<number | null> {
  owner = page.me;
  const { open } = page;
  if (open) setTimeout(() => void fill(open.conversation), FILL_AFTER_MS);
  return inTurn(null, async (stores) => {
    const about = await answer<About | undefined>(stores.about.get('about'));
    const isMine = about?.me === page.me && !anew;
    if (about?.me !== page.me) await forgetKept(stores);
    else if (anew) for (const name of FOLLOWING) stores[name].clear();
    for (const one of page.conversations) stores.conversations.put(one);
    if (open) {
      stores.conversations.put(open.conversation);
      await join(stores, open.conversation.id, open.messages, true);
    }
    const lastEvent = isMine ? about.lastEvent : page.last_event;
    stores.about.put({ me: page.me, lastEvent } satisfies About, 'about');
    return isMine ? lastEvent : null;
  });
}

export function keepEvent(event: Event): void {
  void inTurn(undefined, async (stores) => {
    const about = await answer<About | undefined>(stores.about.get('about'));
    if (about?.me !== owner) return;
    if (event.conversation) stores.conversations.put(event.conversation);
    else {
      stores.conversations.delete(event.conversation_id);
      stores.messages.delete(event.conversation_id);
    }
    if (event.message) await join(stores, event.conversation_id, [event.message], false);
    stores.about.put({ me: owner, lastEvent: Math.max(about.lastEvent, event.seq) } satisfies About, 'about');
  });
}

export function keepMessages(messages: Message[]): void {
  const first = messages[0];
  if (first) void inTurn(undefined, (stores) => join(stores, first.conversation_id, messages, false));
}

/** What is kept of the list; null when nothing is. */
export function loadKept(): Promise<Kept | null> {
  return inTurn<Kept | null>(null, async (stores) => {
    const about = await answer<About | undefined>(stores.about.get('about'));
    if (!about) return null;
    owner = about.me;
    return { ...about, conversations: (await answer(stores.conversations.getAll())).map(readConversation) };
  });
}

/** The kept messages of a conversation, by seq, rising; none when it was never opened here. */
export function keptMessages(conversationId: string): Promise<Message[]> {
  return inTurn<Message[]>([], async (stores) => (await stored(stores, conversationId)) ?? []);
}

/** Keep the bytes of an upload, or what became of it. False when this device keeps nothing. */
export function keepUpload(upload: KeptUpload): Promise<boolean> {
  return inTurn(false, async (stores) => {
    const about = await answer<About | undefined>(stores.about.get('about'));
    if (about?.me !== owner) return false;
    await answer(stores.uploads.put(upload));
    return true;
  });
}

export function dropKeptUpload(clientId: string): void {
  void inTurn(undefined, async (stores) => void stores.uploads.delete(clientId));
}

/** Those of this person, the oldest first; none when somebody else's page took the device. */
export function keptUploads(): Promise<KeptUpload[]> {
  return inTurn<KeptUpload[]>([], async (stores) => {
    const about = await answer<About | undefined>(stores.about.get('about'));
    if (about?.me !== owner) return [];
    const found = (await answer(stores.uploads.getAll())) as KeptUpload[];
    return found.sort((a, b) => a.addedAt - b.addedAt);
  });
}

/** Forget everything of whoever was here: the copy, the keys of encrypted chats, what waits to be sent, drafts, notifications, the subscription. */
export async function forgetAll(): Promise<void> {
  isForgotten = true;
  const work = inTurn(undefined, forgetKept, true);
  for (const key of Object.keys(localStorage)) if (OURS.test(key)) localStorage.removeItem(key);
  await work;
  dispatchEvent(new Event('signedout'));
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? [];
  for (const { name } of databases) if (name?.startsWith(KEYS_BEGIN)) indexedDB.deleteDatabase(name);
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

/** Whether what is kept belongs to whoever is here. */
export async function isMine(stores: Stores): Promise<boolean> {
  const about = await answer<About | undefined>(stores.about.get('about'));
  return about !== undefined && (about.me === owner || owner === '');
}

async function forgetKept(stores: Stores): Promise<void> {
  void globalThis.caches?.delete(PROGRAM_FILES).catch(() => false); // which programs somebody has used is theirs, too
  for (const store of Object.values(stores)) store.clear();
}

/** Ask for what a page does not carry, until the newest messages of an opened conversation are all here. */
async function fill(conversation: Conversation): Promise<void> {
  if (filled.has(conversation.id) || isForgotten) return;
  filled.add(conversation.id);
  try {
    let kept = await keptMessages(conversation.id);
    while (kept.length && kept.length < KEPT_MESSAGES_MAX && kept[0]!.seq > conversation.from_seq + 1) {
      const reply = await ask('GET', `/chats/${conversation.id}/messages?before=${kept[0]!.seq}`);
      const older = list(reply.messages).map(readMessage);
      if (!older.length || isForgotten) return;
      await inTurn(undefined, (stores) => join(stores, conversation.id, older, false));
      kept = await keptMessages(conversation.id);
    }
  } catch {
    filled.delete(conversation.id); // the next opening tries again
  }
}

/** isOpening: begin to keep this conversation; otherwise messages of one that was never opened here are let go. */
async function join(stores: Stores, id: string, news: Message[], isOpening: boolean): Promise<void> {
  const kept = await stored(stores, id);
  if (kept || isOpening) stores.messages.put({ id, messages: joined(kept ?? [], news) });
}

async function stored(stores: Stores, id: string): Promise<Message[] | undefined> {
  const row: unknown = await answer(stores.messages.get(id));
  return row === undefined ? undefined : list(fields(row).messages).map(readMessage);
}

/** One piece of work after the other, each in a transaction of its own. A device that keeps nothing (a private window, a
 * full disk) reads `otherwise` and goes on. */
export function inTurn<Value>(
  otherwise: Value,
  work: (stores: Stores) => Promise<Value>,
  isLast = false,
): Promise<Value> {
  const next = queue.then(async () => {
    if (isForgotten && !isLast) return otherwise;
    try {
      opened ??= open();
      const transaction = (await opened).transaction(STORES, 'readwrite');
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      const stores = STORES.map((name) => [name, transaction.objectStore(name)]);
      const value = await work(Object.fromEntries(stores) as Stores);
      await done;
      return value;
    } catch {
      opened = null;
      return otherwise;
    }
  });
  queue = next;
  return next;
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 3);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (!oldVersion) request.result.createObjectStore('about');
    if (!oldVersion)
      for (const name of ['conversations', 'messages']) request.result.createObjectStore(name, { keyPath: 'id' });
    if (oldVersion < 2) request.result.createObjectStore('uploads', { keyPath: 'clientId' });
    request.result.createObjectStore('programs', { keyPath: 'appid' });
  };
  return answer(request).then((database) => {
    database.onversionchange = () => database.close(); // the browser wipes the site, or a newer build is here
    database.onclose = () => {
      opened = null;
    };
    return database;
  });
}

export function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
