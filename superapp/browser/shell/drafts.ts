// What is typed and not sent, kept on the device for each chat: the composer finds it again, the list of chats shows it.
import { chatState } from './store.ts';

export function draftOf(conversationId: string): string {
  return localStorage.getItem(keyOf(conversationId)) ?? '';
}

export function keepDraft(conversationId: string, text: string): void {
  if (text) localStorage.setItem(keyOf(conversationId), text);
  else localStorage.removeItem(keyOf(conversationId));
}

function keyOf(conversationId: string): string {
  return `draft:${chatState()?.me ?? ''}:${conversationId}`;
}
