// What can be done with one message, by whom, and until when: the entries of its menu (message_menu.ts).
import { t } from '../say.ts';
import { toast } from './announce.ts';
import type { Composer } from './composer.ts';
import { copyText } from './copy.ts';
import { canBeTakenBack, changeMessage, isEditable } from './message_changes.ts';
import type { Act } from './message_menu.ts';
import { go } from './navigate.ts';
import { mayPin } from './pinning.ts';
import { showReach } from './reach.ts';
import { openSheet } from './sheets.ts';
import { chatState } from './store.ts';
import type { Conversation, Message } from './validate.ts';

// superapp/flows/forward_message.py; one's own affairs are not sent on, nor is money
const FORWARDED = ['text', 'picture', 'file', 'voice', 'place', 'person', 'sticker', 'program', 'product'];

/** composer: null where nobody writes. */
export function actsFor(message: Message, known: Conversation | undefined, composer: Composer | null): Act[] {
  const acts: Act[] = [];
  const { text } = message.body;
  const isMine = message.sender_id === chatState()?.me;
  const canWrite = known?.can_write === true;
  if (canWrite) acts.push({ label: t('Answer'), mark: 'reply', run: () => composer?.answer(message) });
  if (FORWARDED.includes(message.kind))
    acts.push({
      label: t('Forward'),
      mark: 'forward',
      run: () =>
        void openSheet((sheets) => sheets.forwardMessage(message), t('The chats could not be loaded. Try again.')),
    });
  if (typeof text === 'string') acts.push({ label: t('Copy'), mark: 'copy', run: () => void copyText(text) });
  if (canWrite && isEditable(message))
    acts.push({ label: t('Edit'), mark: 'pencil', run: () => composer?.edit(message) });
  if (known && mayPin(known) && message.kind !== 'unsent') acts.push(pinning(message, known));
  if (isMine && known && known.kind !== 'service' && known.kind !== 'saved')
    acts.push({ label: t('How far it got'), mark: 'check-check', run: () => showReach(message) });
  if (message.sender_id && !isMine) {
    const report = `/people/${message.sender_id}/report?conversation=${message.conversation_id}&seq=${message.seq}`;
    acts.push({ label: t('Report'), mark: 'flag', run: () => void go(report) });
  }
  if (canBeTakenBack(message))
    acts.push({ label: t('Take back'), mark: 'undo-2', tone: 'bad', run: () => void unsend(message, composer) });
  return acts;
}

function pinning(message: Message, known: Conversation): Act {
  const isPinned = known.pins.some((one) => one.seq === message.seq);
  const run = () => void openSheet((sheets) => sheets.setPinned(known.id, message.seq, !isPinned));
  return { label: isPinned ? t('Unpin') : t('Pin'), mark: 'pin', run };
}

async function unsend(message: Message, composer: Composer | null): Promise<void> {
  const words = message.body.text;
  if (!(await changeMessage(message.conversation_id, message.seq, 'unsend', {})) || typeof words !== 'string') return;
  toast(t('You took back a message.'), 'info', { label: t('Write it again'), run: () => composer?.write(words) });
}
