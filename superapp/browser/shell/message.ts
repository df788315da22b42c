// One message of a conversation: the line it answers, its body, the reactions, the time. chat.ts gives the list and says
// what a tap does; message_menu.ts is what opens beside it.

import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { t } from '../say.ts';
import { bubble, messageBody } from './cards.ts';
import { lineOf } from './message_changes.ts';
import { noticeText } from './notices.ts';
import { type Card, drop, retry, type Waiting } from './outbox.ts';
import { dropUpload, type Upload } from './uploads.ts';
import type { Conversation, Message, Reaction } from './validate.ts';
import { dayName, fullMoment, icon, sizeText, startOfDay, timeOfDay } from './words.ts';

const RUN_MS = 5 * 60_000; // messages of one sender closer than this stand together

export type Shown = {
  message: Message;
  at: Date;
  isMine: boolean;
  isFirst: boolean;
  isLast: boolean;
  day: string;
  isUnreadLine: boolean;
};

export type Acts = {
  menu(message: Message, beside: HTMLElement): void;
  react(message: Message, emoji: string): void;
  goTo(seq: number): void;
};

/** Where runs, days and the unread line begin. */
export function arrange(messages: Message[], me: string, unreadFrom: number): Shown[] {
  const now = new Date();
  const moments = messages.map((message) => new Date(message.sent_at));
  const joins = (i: number): boolean => {
    const [one, other] = [messages[i - 1], messages[i]];
    if (!one || !other || one.sender_id !== other.sender_id || other.seq === unreadFrom) return false;
    if (one.kind === 'notice' || other.kind === 'notice') return false;
    const [at, next] = [moments[i - 1]!, moments[i]!];
    return next.getTime() - at.getTime() < RUN_MS && startOfDay(at) === startOfDay(next);
  };
  return messages.map((message, i) => ({
    message,
    at: moments[i]!,
    isMine: message.sender_id === me,
    isFirst: !joins(i),
    isLast: !joins(i + 1),
    day: i === 0 || startOfDay(moments[i - 1]!) !== startOfDay(moments[i]!) ? dayName(moments[i]!, now) : '',
    isUnreadLine: message.seq === unreadFrom,
  }));
}

/** note: what stands under the newest message of one's own. What has not changed is not drawn again. */
export function drawMessage(
  shown: Shown,
  known: Conversation,
  me: string,
  isNew: boolean,
  note: TemplateResult | typeof nothing,
  acts: Acts,
): unknown {
  const { message, isFirst, isLast, day, isUnreadLine } = shown;
  const { kind, title, can_write } = known;
  const drawnFrom = [message, isFirst, isLast, day, isUnreadLine, isNew, note, kind, title, can_write];
  return guard(drawnFrom, () => lines(shown, known, me, isNew, note, acts));
}

function lines(
  { message, at, isMine, isFirst, isLast, day, isUnreadLine }: Shown,
  known: Conversation,
  me: string,
  isNew: boolean,
  note: TemplateResult | typeof nothing,
  acts: Acts,
): TemplateResult {
  const sender = nameOf(message, message.sender_id, me, known);
  if (message.kind === 'notice')
    return html`${day ? html`<li class="day">${day}</li>` : nothing}<li class="happening" data-seq=${message.seq}>${noticeText(message, me, (person) => nameOf(message, person, me, known))}</li>`;
  return html`
    ${day ? html`<li class="day">${day}</li>` : nothing}
    ${isUnreadLine ? html`<li class="unread-line">${t('New since you were here')}</li>` : nothing}
    <li class="message ${isNew ? 'is-new' : ''}" ?data-mine=${isMine} ?data-first=${isFirst} ?data-last=${isLast} data-state="sent" data-seq=${message.seq} ?data-answerable=${known.can_write && message.kind !== 'unsent'}
      @contextmenu=${(event: MouseEvent) => onContextMenu(event, message, acts)} @pointerdown=${(event: PointerEvent) => onPress(event, message, acts)}>
      ${known.kind === 'group' && isFirst && !isMine ? html`<p class="message-sender" aria-hidden="true">${sender}</p>` : nothing}
      <span class="visually-hidden">${sender}:</span>
      ${message.is_forwarded ? html`<p class="message-forwarded">${icon('forward')}${t('Forwarded')}</p>` : nothing}
      <div class="message-row">
        ${message.kind === 'unsent' ? gone(isMine, sender) : message.answers ? withQuote(message, me, known, acts) : messageBody(message)}
        ${message.kind === 'unsent' ? nothing : html`<button class="message-more" aria-label=${t('Actions for this message')} aria-haspopup="menu" @click=${(event: Event) => acts.menu(message, event.currentTarget as HTMLElement)}>${icon('ellipsis')}</button>`}
      </div>
      ${message.reactions.length ? reactions(message, me, known, acts) : nothing}
      ${
        isLast || message.is_edited
          ? html`<p class="message-note">${message.is_edited ? html`<span>${t('Edited')}</span>` : nothing}${isLast ? html`<time datetime=${message.sent_at} title=${fullMoment(at)}>${timeOfDay(at)}</time>` : nothing}${note}</p>`
          : nothing
      }
    </li>`;
}

export function drawWaiting(one: Waiting): TemplateResult {
  const isRefused = one.state === 'refused';
  return html`<li class="message" data-mine data-first data-last data-state=${isRefused ? 'failed' : 'sending'}>
    <span class="visually-hidden">${t('You')}:</span>
    ${one.card ? messageBody(cardOf(one, one.card)) : bubble(one.text)}
    ${
      isRefused
        ? html`<p class="message-note" role="alert">${icon('circle-alert')}${one.reason}<button class="link-button" @click=${() => retry(one.clientId)}>${t('Try again')}</button><button class="link-button" @click=${() => drop(one.clientId)}>${t('Discard')}</button></p>`
        : html`<p class="message-note">${icon('clock')}${one.state === 'waiting' ? t('Waiting for the network') : t('Sending')}</p>`
    }
  </li>`;
}

/** A card on its way, as the message it will be. */
function cardOf(one: Waiting, { kind, body, names = {} }: Card): Message {
  return { conversation_id: one.conversationId, kind, body, names } as Message;
}

export function drawUpload(one: Upload): TemplateResult {
  const isRefused = one.state === 'refused';
  const drop = () => dropUpload(one.clientId);
  return html`<li class="message" data-mine data-first data-last data-state=${isRefused ? 'failed' : 'sending'}>
    <span class="visually-hidden">${t('You')}:</span>
    ${one.kind === 'picture' ? html`<div class="picture"><img src=${one.preview} alt=${t('Picture on its way')}></div>` : html`<div class="attachment">${icon(one.kind === 'voice' ? 'mic' : 'file-text')}<span class="attachment-text"><strong>${one.kind === 'voice' ? t('Voice note') : one.file.name}</strong><span>${sizeText(one.file.size)}</span></span></div>`}
    ${
      isRefused
        ? html`<p class="message-note" role="alert">${icon('circle-alert')}${one.reason}<button class="link-button" @click=${drop}>${t('Discard')}</button></p>`
        : html`<p class="message-note">${one.state === 'waiting' ? html`${icon('clock')}${t('Waiting for the network')}` : html`<progress max="1" value=${one.share} aria-label=${t('Sending')}></progress>`}<button class="link-button" @click=${drop}>${t('Cancel')}</button></p>`
    }
  </li>`;
}

/** "You" or the name of somebody in this message. */
export function nameOf(message: Message, person: string | null, me: string, known: Conversation): string {
  if (person === me) return t('You');
  return (person && message.names[person]) || known.title;
}

function withQuote(message: Message, me: string, known: Conversation, acts: Acts): TemplateResult {
  const answers = message.answers!;
  const go = () => acts.goTo(answers.seq);
  return messageBody(
    message,
    html`<button class="quote" @click=${go}><span class="quote-name">${nameOf(message, answers.sender_id, me, known)}</span><span class="quote-line">${answers.line}</span></button>`,
  );
}

/** One line for whoever hears it instead of reading. */
export function heard(message: Message, me: string, known: Conversation): string {
  const sender = nameOf(message, message.sender_id, me, known);
  if (message.kind === 'notice') return noticeText(message, me, (person) => nameOf(message, person, me, known));
  return `${sender}: ${lineOf(message)}`;
}

function gone(isMine: boolean, sender: string): TemplateResult {
  return html`<div class="bubble" data-unsent>${isMine ? t('You took back a message') : t('%(who)s took back a message', { who: sender })}</div>`;
}

function reactions(message: Message, me: string, known: Conversation, acts: Acts): TemplateResult {
  return html`<ul class="reactions">${message.reactions.map((one) => reaction(one, message, me, known, acts))}</ul>`;
}

function reaction({ emoji, people }: Reaction, message: Message, me: string, known: Conversation, acts: Acts) {
  const isMine = people.includes(me);
  const who = people.map((person) => nameOf(message, person, me, known)).join(', ');
  const tap = () => acts.react(message, isMine ? '' : emoji);
  return html`<li><button class="reaction" aria-pressed=${isMine} aria-label=${t('%(emoji)s from %(who)s', { emoji, who })} title=${who} @click=${tap}>${emoji}${people.length > 1 ? html`<span>${people.length}</span>` : nothing}</button></li>`;
}

const REST_MS = 450;
const STILL_PX = 8;
const CLICK_MS = 50; // a tap's click comes after the finger is lifted

/**
 * A finger that rests, where the browser does not tell so itself. The menu opens when it is lifted: one that opened under
 * the finger would be closed by that, and what lies under it must not be tapped as well.
 */
function onPress(event: PointerEvent, message: Message, acts: Acts): void {
  const item = event.currentTarget as HTMLElement;
  const target = event.target as Element;
  const beside = item.querySelector<HTMLElement>('.message-more');
  if (event.pointerType !== 'touch' || !beside || target.closest('a,.reaction,.message-more')) return;
  const over = new AbortController();
  const { signal } = over;
  const began = performance.now();
  const moved = (later: PointerEvent): void => {
    if (Math.hypot(later.clientX - event.clientX, later.clientY - event.clientY) > STILL_PX) over.abort();
  };
  const lifted = (): void => {
    over.abort();
    if (performance.now() - began < REST_MS) return;
    const swallow = (click: Event): void => click.stopPropagation();
    item.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => {
      item.removeEventListener('click', swallow, { capture: true });
      acts.menu(message, beside);
    }, CLICK_MS);
  };
  item.addEventListener('pointermove', moved, { signal });
  item.addEventListener('pointerup', lifted, { signal });
  for (const name of ['pointercancel', 'contextmenu']) item.addEventListener(name, () => over.abort(), { signal });
}

/** A right click, or a finger that rests; a link keeps the browser's own menu. */
function onContextMenu(event: MouseEvent, message: Message, acts: Acts): void {
  const target = event.target as Element;
  if (message.kind === 'unsent' || target.closest('a') || !getSelection()?.isCollapsed) return;
  const beside = (event.currentTarget as Element).querySelector<HTMLElement>('.message-more');
  if (!beside) return;
  event.preventDefault();
  const open = () => acts.menu(message, beside);
  // Some systems ask for the menu when the button goes down; its release elsewhere would close the menu again.
  const isHeld = event.buttons !== 0 && (event as PointerEvent).pointerType !== 'touch';
  if (isHeld) addEventListener('pointerup', () => setTimeout(open), { once: true, capture: true });
  else open();
}
