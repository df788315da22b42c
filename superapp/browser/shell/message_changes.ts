// What one may still do to a message, by the server's clock, and asking the server for it. The server decides: these are
// superapp/chat/changes.py's bounds, so that a menu offers no more than will work.
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { attachmentLine } from './attachments.ts';
import { unreadableText } from './encrypted_bar.ts';
import type { SealedFile } from './encryption/protocol.ts';
import { programMessageLine } from './program_cards.ts';
import { lineOfFile } from './sealed_files.ts';
import { chatState, serverNow, takeMessages } from './store.ts';
import { type Message, readMessage } from './validate.ts';

const UNSEND_MS = 2 * 60_000;
const EDIT_MS = 48 * 3_600_000;

const STAYS = ['transfer', 'envelope', 'split']; // what happened to money did happen

export function isEditable(message: Message): boolean {
  return isMine(message) && message.kind === 'text' && !message.is_forwarded && age(message) < EDIT_MS;
}

export function canBeTakenBack(message: Message): boolean {
  return isMine(message) && !STAYS.includes(message.kind) && age(message) < UNSEND_MS;
}

/** True when the server did it; otherwise the person has been told why not. */
export async function changeMessage(
  conversationId: string,
  seq: number,
  what: 'edit' | 'unsend' | 'reaction' | 'no-preview',
  body: object,
): Promise<boolean> {
  try {
    const answer = await ask('POST', `/chats/${conversationId}/messages/${seq}/${what}`, body);
    takeMessages([readMessage(answer.message)]);
    return true;
  } catch (error) {
    toast(error instanceof Refused ? `${error.message}. ${error.next}` : t('No network. Nothing was changed.'), 'bad');
    return false;
  }
}

/** A message in one line. */
export function lineOf(message: Message): string {
  const { text, title } = message.body;
  if (message.kind === 'picture') return t('Picture');
  if (message.kind === 'transfer') return t('Transfer');
  if (message.kind === 'envelope') return t('Red envelope: %(greeting)s', { greeting: String(message.body.greeting) });
  if (message.kind === 'split') return t('Split bill');
  if (message.kind === 'encrypted' && typeof text !== 'string') return unreadableText(message.body.why);
  if (message.kind === 'encrypted' && !text && message.body.file) return lineOfFile(message.body.file as SealedFile);
  const line = attachmentLine(message) ?? programMessageLine(message);
  if (line !== undefined) return line;
  return typeof text === 'string' ? text : String(title ?? t('Message'));
}

function isMine(message: Message): boolean {
  return message.sender_id === chatState()?.me;
}

function age(message: Message): number {
  return serverNow() - new Date(message.sent_at).getTime();
}
