// What a message looks like by its kind. templates/parts/receipt.html and program_card.html draw
// the same on the server.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { attachmentBody } from './attachments.ts';
import { unreadableText } from './encrypted_bar.ts';
import { linkCard, linked } from './linked.ts';
import { envelopeCard, splitCard, transferCard } from './money_cards.ts';
import { openSheet } from './sheets.ts';
import './sealed_view.ts';
import { programMessage } from './program_cards.ts';
import { chatState } from './store.ts';
import { fields, type Message, readPicture, readProgramCard, readReceipt } from './validate.ts';
import { amount, avatar, fullMoment, icon } from './words.ts';

const STATUS: Record<string, [string, string]> = {
  paid: [t('Paid'), 'good'],
  received: [t('Received'), 'good'],
  refunded: [t('Refunded'), 'warn'],
  partly_refunded: [t('Partly refunded'), 'warn'],
  returned: [t('Returned'), 'warn'],
  set_aside: [t('Set aside'), ''],
  let_go: [t('Yours again'), 'good'],
  failed: [t('Failed'), 'bad'],
};

/** head: what stands above it, in the bubble of words and files that have one: the line it answers. */
export function messageBody(message: Message, head: unknown = nothing): TemplateResult {
  const isWords = message.kind === 'text' || (message.kind === 'encrypted' && !message.body.file);
  return head === nothing || isWords
    ? bodyOf(message, head)
    : html`<div class="answering">${head}${bodyOf(message)}</div>`;
}

function bodyOf(message: Message, head: unknown = nothing): TemplateResult {
  switch (message.kind) {
    case 'text':
      return bubble(String(message.body.text ?? ''), head, foot(message), mentionsIn(message));
    case 'encrypted':
      return encrypted(message, head);
    case 'receipt':
      return receiptCard(message);
    case 'program':
      return programCard(message);
    case 'picture':
      return picture(message);
    case 'transfer':
      return transferCard(message);
    case 'envelope':
      return envelopeCard(message);
    case 'split':
      return splitCard(message);
    default:
      return (
        attachmentBody(message) ??
        programMessage(message) ??
        bubble(t('This message needs a newer version of the page. Reload it.'))
      );
  }
}

export function bubble(
  text: string,
  head: unknown = nothing,
  foot: unknown = nothing,
  mentions: Record<string, unknown> = {},
): TemplateResult {
  // One line, no blanks around the text: the bubble keeps white space as written.
  return html`<div class="bubble" dir="auto">${head}${linked(text, mentions)}${foot}</div>`;
}

function mentionsIn(message: Message): Record<string, unknown> {
  return message.body.mentions === undefined ? {} : fields(message.body.mentions);
}

function foot(message: Message): TemplateResult | typeof nothing {
  return message.preview ? linkCard(message, message.preview) : nothing;
}

function encrypted(message: Message, head: unknown): TemplateResult {
  const { body } = message;
  if (typeof body.text !== 'string') return html`<div class="bubble" data-unsent>${unreadableText(body.why)}</div>`;
  const note = html`<span class="message-unconfirmed">${icon('shield-alert')}${t('From a browser that you have not accepted')}</span>`;
  const foot = body.is_unconfirmed === true ? note : nothing;
  if (!body.file) return bubble(body.text, head, foot);
  const address = `/chats/${message.conversation_id}/messages/${message.seq}/sealed`;
  return html`<sa-sealed address=${address} .facts=${body.file}></sa-sealed>${foot}`;
}

/** width, height: what the page keeps free for it before it is there. */
function picture(message: Message): TemplateResult {
  const { picture, width, height } = readPicture(message.body);
  const address = `/chats/${message.conversation_id}/pictures/${picture}`;
  const label = t('Picture, %(moment)s', { moment: fullMoment(new Date(message.sent_at)) });
  return html`<button class="picture" aria-label=${t('%(name)s: show it large', { name: label })} @click=${() => openSheet((sheets) => sheets.openPicture(`${address}.webp`, label))}><img src="${address}-small.webp" width=${width} height=${height} alt="" loading="lazy"></button>`;
}

function receiptCard(message: Message): TemplateResult {
  const card = readReceipt(message.body);
  const [label, tone] = STATUS[card.status] ?? [card.status, ''];
  return html`<article class="receipt" aria-label=${t('Receipt from %(name)s', { name: card.merchant })}>
    <div class="receipt-paper">
      <div class="receipt-top">
        <header>${avatar(card.merchant, card.appid, 'small', 'program')}<span>${card.merchant}</span><span class="chip" data-tone=${tone}>${label}</span></header>
        <p class="receipt-amount">${amount(card.amount_minor, card.currency)}</p>
        <p class="receipt-title">${card.title}</p>
      </div>
      <dl>
        <div><dt>${t('When')}</dt><dd><time datetime=${card.paid_at}>${fullMoment(new Date(card.paid_at))}</time></dd></div>
        <div><dt>${t('Receipt no.')}</dt><dd>${card.seq}</dd></div>
      </dl>
      ${
        // A hold moves nothing, so no movement of the history is its receipt.
        card.status === 'set_aside' || card.status === 'let_go'
          ? html`<a class="receipt-link" href="/wallet"><span>${t('Open your wallet')}</span>${icon('chevron-right')}</a>`
          : html`<a class="receipt-link" href="/wallet/receipts/${card.seq}"><span>${t('See the receipt')}</span>${icon('chevron-right')}</a>`
      }
    </div>
  </article>`;
}

const SCENE_OF_ONE = 1007;
const SCENE_OF_GROUP = 1008;

function programCard(message: Message): TemplateResult {
  const card = readProgramCard(message.body);
  const isGroup = chatState()?.conversations.get(message.conversation_id)?.kind === 'group';
  const scene = isGroup ? SCENE_OF_GROUP : SCENE_OF_ONE;
  return html`<a class="program-card" href="/p/${card.appid}?path=${encodeURIComponent(card.path)}&scene=${scene}" data-program=${card.appid} data-name=${card.name} data-path=${card.path} data-scene=${scene}>
    <span class="program-card-head">${avatar(card.name, card.appid, 'small', 'program')}<span>${card.name}</span></span>
    <span class="program-card-title">${card.title}</span>
    ${card.image ? html`<img src=${card.image} alt="" loading="lazy">` : nothing}
    <span class="program-card-foot">${icon('layout-grid')}${t('Program')}</span>
  </a>`;
}
