// What counts as read, and telling the server.
import { ask } from './api.ts';
import type { Island } from './island.ts';
import { lastInSight } from './sight.ts';
import { unreadOf } from './state.ts';
import type { Conversation } from './validate.ts';

const PAUSE_MS = 400; // scrolling through many is one reading
const telling = new Map<string, ReturnType<typeof setTimeout>>(); // by conversation

/** All, at the newest; elsewhere what has come into sight. first: the number of the first message that is drawn. True when
 * more is read than before. */
export function markRead(
  known: Conversation | undefined,
  thread: HTMLElement | null,
  isNearEnd: boolean,
  first: number,
): boolean {
  if (!known || !thread || document.visibilityState !== 'visible' || !unreadOf(known)) return false;
  const seq = isNearEnd ? known.last_seq : lastInSight(thread);
  // Who jumped past some of what is unread has not read that.
  const isJump = !isNearEnd && first > known.read_seq + 1;
  if (isJump || seq <= known.read_seq) return false;
  known.read_seq = seq; // at once for this tab; the event repeats it for the others
  for (const island of document.querySelectorAll<Island>('sa-chat-list, sa-unread')) island.requestUpdate();
  const tell = (): void => {
    ask('POST', `/chats/${known.id}/read`, { seq }).catch(() => undefined); // the next look repeats it
  };
  clearTimeout(telling.get(known.id));
  if (isNearEnd) tell();
  else telling.set(known.id, setTimeout(tell, PAUSE_MS));
  return true;
}
