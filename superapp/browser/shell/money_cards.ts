// Cards of money between people: a transfer, a split bill, and a red envelope that opens where it lies. templates/parts/money_card.html
// draws the same on the server; superapp/flows/look_at_money.py says what the bodies carry.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { openSheet } from './sheets.ts';
import { chatState } from './store.ts';
import { type Message, text } from './validate.ts';
import { amount, icon, shortMoment } from './words.ts';

const COVERS = ['persimmon', 'jade', 'plum', 'night', 'lantern', 'moon', 'blossom', 'confetti'];

export function transferCard(message: Message): TemplateResult {
  const { body } = message;
  const isMine = message.sender_id === chatState()?.me;
  const state = transferState(body);
  const words = transferWords(body, state, isMine);
  const shown = amount(Number(body.amount_minor), text(body, 'currency'));
  const note = text(body, 'note');
  return html`<a class="money-card" href="/transfers/${text(body, 'transfer')}" data-state=${state}>
    <span class="money-card-main"><span class="money-card-mark">${icon(MARKS[state] ?? 'arrow-left-right')}</span><span class="money-card-text"><b>${shown}</b><span>${note ? `${words} · ${note}` : words}</span></span></span>
    <span class="money-card-foot">${t('Transfer')}</span>
  </a>`;
}

const MARKS: Record<string, string> = { received: 'check', returned: 'undo-2', accepted: 'hourglass' };

/** "waiting", "accepted", "received" or "returned"; an answer says its own. */
function transferState(body: Record<string, unknown>): string {
  return body.says === 'sent' ? String(body.state ?? 'waiting') : String(body.says);
}

function transferWords(body: Record<string, unknown>, state: string, isMine: boolean): string {
  const arrives = typeof body.arrives_at === 'string' && body.arrives_at;
  switch (state) {
    case 'received':
      return t('Received');
    case 'returned':
      return t('Returned');
    case 'accepted':
      return arrives ? t('Arrives %(moment)s', { moment: shortMoment(new Date(arrives), new Date()) }) : t('Accepted');
    default:
      return isMine ? t('Waiting to be accepted') : t('Tap to receive');
  }
}

export function envelopeCard(message: Message): TemplateResult {
  const { body } = message;
  const isMine = message.sender_id === chatState()?.me;
  const state = String(body.state ?? 'open');
  const isForOther = isMine && Number(body.shares) === 1;
  const id = text(body, 'envelope');
  const cover = COVERS.includes(String(body.cover)) ? String(body.cover) : COVERS[0]!;
  const tap = (event: MouseEvent): void => {
    if (state !== 'open' || isForOther || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const from = isMine ? '' : (message.names[message.sender_id ?? ''] ?? '…');
    void openSheet((sheets) => sheets.openEnvelope({ id, cover, greeting: text(body, 'greeting'), from }));
  };
  return html`<a class="envelope-card" href="/envelopes/${id}" data-cover=${cover} data-state=${isForOther && state === 'open' ? 'sent' : state} @click=${tap}>
    <span class="envelope-card-main"><span class="envelope-seal" aria-hidden="true"></span><span class="money-card-text"><b>${text(body, 'greeting')}</b><span>${envelopeWords(body, state, isMine)}</span></span></span>
    <span class="money-card-foot">${t('Red envelope')}</span>
  </a>`;
}

function envelopeWords(body: Record<string, unknown>, state: string, isMine: boolean): string {
  const shares = Number(body.shares);
  if (state === 'mine')
    return t('You got %(amount)s', { amount: amount(Number(body.mine_minor), String(body.currency)) });
  if (state === 'empty') return isMine && shares === 1 ? t('Opened') : t('All shares have gone');
  if (state === 'over') return isMine ? t('Run out: the rest came back') : t('Run out');
  if (!isMine) return t('Tap to open');
  return shares === 1
    ? t('Waiting to be opened')
    : t('%(taken)s of %(shares)s opened', { taken: Number(body.taken ?? 0), shares });
}

export function splitCard(message: Message): TemplateResult {
  const { body } = message;
  const mine = String(body.mine_state ?? '');
  const state = mine === 'paid' && body.state === 'open' ? 'paid' : String(body.state ?? 'open');
  const note = text(body, 'note');
  const words = splitWords(body, mine);
  const facts = { paid: Number(body.paid ?? 0), people: Number(body.people ?? 0) };
  const inside = html`<span class="money-card-main"><span class="money-card-mark">${icon(state === 'paid' || state === 'done' ? 'check' : 'receipt-text')}</span><span class="money-card-text"><b>${amount(Number(body.total_minor), text(body, 'currency'))}</b><span>${note ? `${words} · ${note}` : words}</span></span></span>
    ${facts.people ? html`<progress class="split-progress" max=${facts.people} value=${facts.paid} aria-label=${t('%(paid)s of %(people)s have paid', facts)}></progress>` : nothing}
    <span class="money-card-foot">${body.says === 'reminds' ? t('Reminder') : t('Split bill')}</span>`;
  return mine
    ? html`<a class="money-card split-card" href="/splits/${text(body, 'split')}" data-state=${state}>${inside}</a>`
    : html`<div class="money-card split-card" data-state=${state}>${inside}</div>`;
}

function splitWords(body: Record<string, unknown>, mine: string): string {
  if (body.state === 'done') return t('Everybody has paid');
  if (body.state === 'closed') return t('Closed');
  if (mine === 'open' || mine === 'declined')
    return t('Your share: %(amount)s', { amount: amount(Number(body.mine_minor), text(body, 'currency')) });
  if (!mine) return t('Not yours to pay');
  return t('%(paid)s of %(people)s have paid', { paid: Number(body.paid ?? 0), people: Number(body.people ?? 0) });
}
