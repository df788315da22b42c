// What the composer offers for money: a button that opens the sheet, and a chip when an amount was typed.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { amountIn, decimalsOf, minorOf, NOTHING } from './amounts.ts';
import { openMoneySheet } from './money_sheet.ts';
import type { Conversation } from './validate.ts';
import { amount, currencies, icon } from './words.ts';

export function moneyButton(known: Conversation): TemplateResult {
  return html`<button class="icon-button" type="button" title=${t('Send money')} aria-label=${t('Send money')} aria-haspopup="dialog" @click=${() => openMoneySheet(known.id, NOTHING)}>${icon('hand-coins')}</button>`;
}

/** Who comes from the wallet to send money (/chats/…#money) is asked how much, once. */
export function openWhenAsked(known: Conversation): void {
  if (location.hash !== '#money') return;
  history.replaceState(history.state, '', location.pathname + location.search);
  void openMoneySheet(known.id, NOTHING);
}

/** draft: what stands in the composer. */
export function moneyChip(known: Conversation, draft: string): TemplateResult | typeof nothing {
  const here = currencies();
  const wanted = amountIn(draft, here);
  if (!wanted.amount) return nothing;
  const words =
    wanted.currency === here[0]
      ? t('Send money')
      : t('Send %(amount)s', { amount: amount(minorOf(wanted.amount, decimalsOf(wanted.currency)), wanted.currency) });
  const press = async (event: Event): Promise<void> => {
    const chat = (event.currentTarget as Element).closest('sa-chat');
    if (await openMoneySheet(known.id, wanted)) clear(chat);
  };
  return html`<div class="composer-chips"><button class="chip-button" type="button" aria-haspopup="dialog" @click=${press}>${icon('hand-coins')}${words}</button></div>`;
}

/** What was typed has been said by the card. */
function clear(chat: Element | null): void {
  const composer = chat?.querySelector<HTMLTextAreaElement>('textarea');
  if (!composer) return;
  composer.value = '';
  composer.dispatchEvent(new Event('input', { bubbles: true }));
}
