// How far a message got: the mark under the newest one of one's own, which opens the sheet that names who has read it.
import { html, type TemplateResult } from 'lit';
import { t, tn } from '../say.ts';
import { openSheet } from './sheets.ts';
import { subscribe } from './store.ts';
import type { Conversation, Message } from './validate.ts';
import { icon } from './words.ts';

/** What stands beside the time of the newest message of one's own. */
export function reachNote(message: Message, known: Conversation): TemplateResult {
  if (known.kind === 'service' || known.kind === 'saved') return mark(false, '');
  const [isRead, label] =
    known.kind === 'group' ? readByGroup(message, known) : [known.peer_read_seq >= message.seq, t('Read')];
  return html`<button class="link-button reach" aria-haspopup="dialog" @click=${() => showReach(message)}>${mark(isRead, label)}</button>`;
}

function readByGroup(message: Message, known: Conversation): [boolean, string] {
  const count = message.seq === known.wrote_seq ? known.read_by : 0;
  const isAll = count > 0 && count >= known.people - 1;
  return [count > 0, isAll ? t('Read by everyone') : tn('Read by %(num)s', 'Read by %(num)s', count)];
}

function mark(isRead: boolean, label: string): TemplateResult {
  return html`${icon(isRead ? 'check-check' : 'check')}<span>${isRead ? label : t('Sent')}</span>`;
}

/** The sheet of one's own message; it follows while it is open. */
export function showReach(message: Message): void {
  void openSheet((sheets) => sheets.showReach(message, subscribe));
}
