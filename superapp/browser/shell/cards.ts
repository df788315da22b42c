// What a message looks like by its kind. templates/parts/receipt.html draws the same slip on the server.
import { html, type TemplateResult } from 'lit';
import { type Message, readReceipt } from './validate.ts';
import { amount, avatar, fullMoment, icon } from './words.ts';

const STATUS: Record<string, [string, string]> = {
  paid: ['Paid', 'good'],
  refunded: ['Refunded', 'warn'],
  partly_refunded: ['Partly refunded', 'warn'],
  failed: ['Failed', 'bad'],
};

export function messageBody(message: Message): TemplateResult {
  switch (message.kind) {
    case 'text':
      return bubble(typeof message.body.text === 'string' ? message.body.text : '');
    case 'receipt':
      return receiptCard(message);
    default:
      return bubble('This message needs a newer version of the page. Reload it.');
  }
}

export function bubble(text: string): TemplateResult {
  // One line, no blanks around the text: the bubble keeps white space as written.
  return html`<div class="bubble" dir="auto">${text}</div>`;
}

function receiptCard(message: Message): TemplateResult {
  const card = readReceipt(message.body);
  const [label, tone] = STATUS[card.status] ?? [card.status, ''];
  return html`<article class="receipt" aria-label="Receipt from ${card.merchant}">
    <div class="receipt-paper">
      <div class="receipt-top">
        <header>${avatar(card.merchant, card.appid, 'small', 'program')}<span>${card.merchant}</span><span class="chip" data-tone=${tone}>${label}</span></header>
        <p class="receipt-amount">${amount(card.amount_minor, card.currency)}</p>
        <p class="receipt-title">${card.title}</p>
      </div>
      <dl>
        <div><dt>When</dt><dd><time datetime=${card.paid_at}>${fullMoment(new Date(card.paid_at))}</time></dd></div>
        <div><dt>Receipt no.</dt><dd>${card.seq}</dd></div>
      </dl>
      <a class="receipt-link" href="/wallet/receipts/${card.seq}"><span>See the receipt</span>${icon('chevron-right')}</a>
    </div>
  </article>`;
}
