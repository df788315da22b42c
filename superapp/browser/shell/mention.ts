// Names after an "@": who is in a group, loaded once, and which of them the letters before the cursor may mean.
import { ask } from './api.ts';
import { fields, list, text } from './validate.ts';

export type Member = { id: string; name: string; handle: string; picture: string };

const SHOWN_MAX = 6;
const loaded = new Map<string, Promise<Member[]>>();

export function loadMembers(conversationId: string): Promise<Member[]> {
  const known = loaded.get(conversationId);
  if (known) return known;
  const asked = ask('GET', `/chats/${conversationId}/people`)
    .then((answer) => list(answer.people).map((one) => readMember(fields(one))))
    .catch(() => {
      loaded.delete(conversationId); // asked again with the next letter
      return [];
    });
  loaded.set(conversationId, asked);
  return asked;
}

/** The letters after an "@" that the cursor stands behind; null when there is none. */
export function wordBefore(value: string, at: number): string | null {
  return /(?:^|[\s(])@(\w{0,30})$/.exec(value.slice(0, at))?.[1] ?? null;
}

export function matching(people: Member[], word: string): Member[] {
  const wanted = word.toLowerCase();
  return people
    .filter(({ name, handle }) => [handle, ...name.split(/\s+/)].some((part) => part.toLowerCase().startsWith(wanted)))
    .slice(0, SHOWN_MAX);
}

function readMember(one: Record<string, unknown>): Member {
  return { id: text(one, 'id'), name: text(one, 'name'), handle: text(one, 'handle'), picture: text(one, 'picture') };
}
