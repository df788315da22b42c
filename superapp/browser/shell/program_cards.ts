// The cards that programs put into chats: a message somebody subscribed to, how an order stands, a product.
// templates/parts/program_message.html draws the same on the server; the bodies are superapp/chat/program_cards.py's.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { fields, list, type Message, ownImage, text } from './validate.ts';
import { amount, avatar, icon } from './words.ts';

const FROM_CHAT = 1014;
const FROM_CARD = 1007;
const TONES = ['plain', 'busy', 'good', 'warn', 'bad'];

/** undefined for a kind that is none of these. */
export function programMessage(message: Message): TemplateResult | undefined {
  switch (message.kind) {
    case 'subscription':
      return subscriptionCard(message.body);
    case 'order':
      return orderCard(message.body);
    case 'product':
      return productCard(message.body);
    default:
      return undefined;
  }
}

/** In one line, for answers and menus; undefined for other kinds. */
export function programMessageLine({ kind, body }: Message): string | undefined {
  if (kind === 'subscription') {
    const [first] = list(body.lines);
    return `${text(body, 'title')}: ${String(list(first)[1])}`;
  }
  if (kind === 'order') return `${text(body, 'state')}: ${text(body, 'title')}`;
  return kind === 'product' ? text(body, 'title') : undefined;
}

function subscriptionCard(body: Message['body']): TemplateResult {
  const name = text(body, 'name');
  const lines = list(body.lines).map((line) => list(line).map(String));
  const inside = html`
    ${head(body)}
    <span class="service-card-title">${text(body, 'title')}</span>
    <span class="service-card-lines">${lines.map(([label, value]) => html`<span><span>${label}</span><b>${value}</b></span>`)}</span>
    <span class="service-card-foot">${t('See it in %(name)s', { name })}${icon('chevron-right')}</span>`;
  return link(body, FROM_CHAT, 'subscription', '', inside);
}

function orderCard(body: Message['body']): TemplateResult {
  const tone = TONES.includes(String(body.tone)) ? String(body.tone) : 'plain';
  const steps = list(body.steps).map(String);
  const at = Number(body.step);
  const image = ownImage(body);
  const note = text(body, 'note');
  const price = Number(body.amount_minor);
  const inside = html`
    ${head(body)}
    <span class="order-state"><b>${text(body, 'state')}</b>${note ? html`<span>${note}</span>` : nothing}</span>
    ${
      steps.length
        ? html`<span class="order-steps" role="img" aria-label=${t('Step %(num)s of %(all)s: %(step)s', { num: at + 1, all: steps.length, step: steps[at] ?? '' })}>${steps.map(
            (step, number) =>
              html`<span data-at=${number < at ? 'past' : number === at ? 'now' : 'ahead'}><i></i><small>${step}</small></span>`,
          )}</span>`
        : nothing
    }
    <span class="order-what">${image ? html`<img src=${image} alt="" loading="lazy">` : nothing}<span><span class="order-title">${text(body, 'title')}</span><small>${text(body, 'order')}</small></span>${price ? html`<b>${amount(price, text(body, 'currency'))}</b>` : nothing}</span>
    <span class="service-card-foot">${t('See the order')}${icon('chevron-right')}</span>`;
  return link(body, FROM_CHAT, 'order', tone, inside);
}

/** Also where it waits to be sent. */
export function productCard(body: Message['body']): TemplateResult {
  const image = ownImage(body);
  const price = Number(body.amount_minor);
  const inside = html`
    ${image ? html`<img class="product-image" src=${image} alt="" loading="lazy">` : nothing}
    <span class="product-what"><span class="service-card-title">${text(body, 'title')}</span>${price ? html`<b class="product-price">${amount(price, text(body, 'currency'))}</b>` : nothing}</span>
    <span class="service-card-foot" data-mark>${avatar(text(body, 'name'), text(body, 'appid'), 'tiny', 'program')}<span>${text(body, 'name')}</span></span>`;
  return link(body, FROM_CARD, 'product', '', inside);
}

function head(body: Message['body']): TemplateResult {
  const name = text(body, 'name');
  return html`<span class="service-card-head">${avatar(name, text(body, 'appid'), 'small', 'program')}<span>${name}</span></span>`;
}

function link(
  body: Message['body'],
  scene: number,
  kind: string,
  tone: string,
  inside: TemplateResult,
): TemplateResult {
  const { appid, path } = fields(body);
  const address = `/p/${String(appid)}?path=${encodeURIComponent(String(path))}&scene=${scene}`;
  return html`<a class="service-card" data-kind=${kind} data-tone=${tone || nothing} href=${address} data-program=${String(appid)} data-name=${text(body, 'name')} data-path=${String(path)} data-scene=${scene}>${inside}</a>`;
}
