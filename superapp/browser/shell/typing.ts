// Who is writing right now: told by the socket, forgotten after a few seconds; and telling the others, at most now and
// then, while one writes oneself.
import { t } from '../say.ts';
import { ask } from './api.ts';
import { chatState, tell } from './store.ts';
import type { Conversation } from './validate.ts';

const SHOWN_MS = 6_000;
const TOLD_EVERY_MS = 4_000;

const writers = new Map<string, Map<string, number>>(); // conversation -> person -> until when
let toldAt = Number.NEGATIVE_INFINITY;
let toldIn = '';

export function heardTyping(conversationId: string, personId: string): void {
  const there = writers.get(conversationId) ?? new Map<string, number>();
  there.set(personId, performance.now() + SHOWN_MS);
  writers.set(conversationId, there);
  setTimeout(() => tell(null), SHOWN_MS + 50);
  tell(null);
}

/** Their message has come, so they are not writing it any more. */
export function stoppedTyping(conversationId: string, personId: string | null): void {
  if (personId) writers.get(conversationId)?.delete(personId);
}

/** "Ben is writing…", or "". */
export function typingLine(known: Conversation): string {
  const now = performance.now();
  const there = [...(writers.get(known.id) ?? [])].filter(([, until]) => until > now).map(([person]) => person);
  if (!there.length) return '';
  if (known.kind !== 'group') return t('%(name)s is writing…', { name: known.title });
  const messages = chatState()?.messages.get(known.id) ?? [];
  const names = there.map((person) => messages.findLast((one) => one.names[person])?.names[person]).filter(Boolean);
  if (names.length === 1 && there.length === 1) return t('%(name)s is writing…', { name: names[0]! });
  return t('Several people are writing…');
}

/** Called with every letter. */
export function tellTyping(conversationId: string): void {
  const now = performance.now();
  if (toldIn === conversationId && now - toldAt < TOLD_EVERY_MS) return;
  toldAt = now;
  toldIn = conversationId;
  ask('POST', `/chats/${conversationId}/typing`, {}).catch(() => undefined); // worth nothing later
}
