// A row of the chat list pulled to the left shows what can be done with the chat. Everything here stands in the chat's own
// menu too, for keyboards and for whoever does not pull.
import { html, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { toast } from './announce.ts';
import { ask, Refused } from './api.ts';
import { unreadOf } from './state.ts';
import { onSwipe } from './swipes.ts';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

const OPEN_PX = 48;
const OPEN_SPEED = 0.4; // pixels per millisecond

/** What a list of rows must offer: which one is open. */
export interface Rows extends HTMLElement {
  openRow: string;
}

export function rowActs(one: Conversation, done: () => void): TemplateResult {
  const act = (address: string, body: unknown) => async (): Promise<void> => {
    done();
    try {
      await ask('POST', `/chats/${one.id}/${address}`, body); // the list hears of it as every tab does
    } catch (error) {
      toast(error instanceof Refused ? error.message : t('This did not work'), 'bad');
    }
  };
  const button = (label: string, mark: string, run: () => void) =>
    html`<button type="button" @click=${run}>${icon(mark)}<span>${label}</span></button>`;
  const [pinned, muted] = [one.pinned_at !== null, one.is_muted];
  return html`<span class="swiped-acts" role="group" aria-label=${one.title}>
    ${unreadOf(one) ? button(t('Read'), 'check-check', act('read', { seq: one.last_seq })) : ''}
    ${muted ? button(t('Unmute'), 'bell', act('kept', { muted: 'off' })) : button(t('Mute'), 'bell-off', act('kept', { muted: 'on' }))}
    ${pinned ? button(t('Unpin'), 'pin', act('kept', { pinned: 'off' })) : button(t('Pin'), 'pin', act('kept', { pinned: 'on' }))}
  </span>`;
}

onSwipe((target, side) => {
  const item = target.closest<HTMLElement>('sa-chat-list li[data-chat]');
  const list = item?.closest<Rows>('sa-chat-list');
  if (side !== 'left' || !item || !list) return null;
  list.openRow = item.dataset.chat!;
  item.dataset.pulled = '';
  const width = (): number => item.querySelector<HTMLElement>('.swiped-acts')?.offsetWidth ?? 0;
  return {
    moved(dx) {
      item.style.setProperty('--pulled', `${Math.max(-width(), Math.min(0, dx))}px`);
    },
    ended(dx, speed) {
      item.style.removeProperty('--pulled');
      delete item.dataset.pulled;
      if (dx > -OPEN_PX && speed > -OPEN_SPEED) list.openRow = '';
    },
  };
});

// A finger anywhere else closes what is open. What a tap on the open row would follow is not followed.
document.addEventListener('pointerdown', (event) => {
  const open = document.querySelector<HTMLElement>('sa-chat-list li[data-open]');
  const target = event.target as Element;
  if (!open || target.closest('.swiped-acts')) return;
  open.closest<Rows>('sa-chat-list')!.openRow = '';
  if (!open.contains(target)) return;
  const row = open.querySelector('.row')!;
  const stay = (click: Event): void => {
    click.preventDefault();
  };
  row.addEventListener('click', stay, { once: true });
  addEventListener('pointerdown', () => row.removeEventListener('click', stay), { once: true, capture: true });
});
