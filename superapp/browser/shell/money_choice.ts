// What can be sent in a chat and how it is chosen: pure state of the money sheet, and the fields that change it.
// money_sheet.ts holds one Choice and sends it.

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { EnvelopeWish } from '../runtime/host/abilities/ability.ts';
import { t, tn } from '../say.ts';
import { cleaned, forField, fromField, minorOf, plain, typed } from './amounts.ts';
import { keypad } from './pin_entry.ts';
import { fields, text } from './validate.ts';
import { amount as amountText } from './words.ts';

/** As GET /chats/{id}/money answers (superapp/web/pages/transfers.py). */
export type MoneyFacts = {
  to: string;
  isGroup: boolean;
  people: number;
  purses: Purse[]; // the house's own currency first
  hasPin: boolean;
  noteLettersMax: number;
  covers: string[];
} & Purse; // the one that is chosen

/** What there is in one currency. isOffered: there is money in it, or it is the house's own. */
export type Purse = {
  available: string;
  availableMinor: number;
  currency: string;
  decimals: number;
  pinFreeMinor: number;
  shareMinorMax: number;
  isOffered: boolean;
};

export type Choice = {
  what: 'transfer' | 'envelope';
  amount: string; // as typed: of a transfer, of a lucky envelope in all, of each share of an equal one
  note: string;
  delay: 0 | 7200 | 86400;
  kind: 'lucky' | 'equal';
  shares: number;
  cover: string;
};

export const SHARES_MAX = 100;
const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'erase'];
const ARRIVALS = [
  [0, t('At once')],
  [7200, t('After 2 h')],
  [86400, t('After 24 h')],
] as const;
const COVER_NAMES: Record<string, string> = {
  persimmon: t('Persimmon'),
  jade: t('Jade'),
  plum: t('Plum'),
  night: t('Night'),
  lantern: t('Lanterns'),
  moon: t('Harvest moon'),
  blossom: t('Blossom'),
  confetti: t('Confetti'),
};

/** currency: what was asked for; the house's own where it is not held here. */
export function readFacts(answer: Record<string, unknown>, currency: string): MoneyFacts {
  const purses = (Array.isArray(answer.purses) ? answer.purses : []).map(fields).map(readPurse);
  const chosen = purses.find((one) => one.currency === currency) ?? purses[0] ?? readPurse({});
  return {
    ...chosen,
    to: text(answer, 'to'),
    isGroup: answer.is_group === true,
    people: Number(answer.people ?? 0),
    purses,
    hasPin: answer.has_pin === true,
    noteLettersMax: Number(answer.note_letters_max ?? 0),
    covers: Array.isArray(answer.covers) ? answer.covers.map(String) : [],
  };
}

function readPurse(answer: Record<string, unknown>): Purse {
  const number = (name: string): number => Number(answer[name] ?? 0);
  return {
    available: text(answer, 'available'),
    availableMinor: number('available_minor'),
    currency: text(answer, 'currency'),
    decimals: number('decimals'),
    pinFreeMinor: number('pin_free_minor'),
    shareMinorMax: number('share_minor_max'),
    isOffered: answer.is_offered === true,
  };
}

/** The same sheet in another currency. */
export function inCurrency(facts: MoneyFacts, currency: string): MoneyFacts {
  return { ...facts, ...facts.purses.find((one) => one.currency === currency) };
}

export function firstChoice(facts: MoneyFacts, amount: string): Choice {
  const what = facts.isGroup ? 'envelope' : 'transfer';
  const shares = facts.isGroup ? Math.min(Math.max(facts.people - 1, 1), SHARES_MAX) : 1;
  const kind = facts.isGroup ? 'lucky' : 'equal';
  return {
    what,
    amount: cleaned(amount, facts.decimals),
    note: '',
    delay: 0,
    kind,
    shares,
    cover: facts.covers[0] ?? '',
  };
}

/** The envelope that somebody proposes, as far as it can be chosen here; between two people it is one share. */
export function wishedChoice(facts: MoneyFacts, wish: EnvelopeWish): Choice {
  const plainly = firstChoice(facts, '');
  const shares = facts.isGroup ? Math.min(wish.shares || plainly.shares, SHARES_MAX) : 1;
  const kind = facts.isGroup ? wish.kind || plainly.kind : 'equal';
  const shown = kind === 'equal' ? Math.floor(wish.total / shares) : wish.total;
  return {
    ...plainly,
    what: 'envelope',
    amount: shown > 0 ? cleaned(plain(shown, facts.decimals), facts.decimals) : '',
    note: wish.greeting.slice(0, facts.noteLettersMax),
    kind,
    shares,
    cover: facts.covers.includes(wish.cover) ? wish.cover : plainly.cover,
  };
}

/** Minor units that would leave the wallet. */
export function totalOf(choice: Choice, facts: MoneyFacts): number {
  const minor = minorOf(choice.amount, facts.decimals);
  return choice.what === 'envelope' && choice.kind === 'equal' ? minor * choice.shares : minor;
}

/** Why this cannot be sent, in one sentence; empty when it can, or when there is no amount yet. */
export function objection(choice: Choice, facts: MoneyFacts): string {
  const total = totalOf(choice, facts);
  if (total > facts.availableMinor)
    return t('You have %(amount)s. Choose less, or top up your wallet first.', { amount: facts.available });
  if (choice.what === 'transfer' || !total) return '';
  if (!choice.shares) return t('Choose from 1 to %(many)s shares.', { many: SHARES_MAX });
  if (total < choice.shares)
    return t('Each share gets at least %(amount)s.', { amount: amountText(1, facts.currency) });
  const most = amountText(facts.shareMinorMax, facts.currency);
  return total > facts.shareMinorMax * choice.shares ? t('A share may be %(amount)s at most.', { amount: most }) : '';
}

/** The body of the request that sends it. */
export function requestOf(choice: Choice, facts: MoneyFacts, request: string, pin: string): Record<string, unknown> {
  const amount = plain(totalOf(choice, facts), facts.decimals);
  const both = { amount, currency: facts.currency, request_id: request, pin };
  if (choice.what === 'transfer') return { ...both, note: choice.note, delay: choice.delay };
  return { ...both, kind: choice.kind, shares: choice.shares, greeting: choice.note, cover: choice.cover };
}

/** Everything a person chooses. change: takes what is different now; changeCurrency: the whole sheet's. */
export function choiceFields(
  choice: Choice,
  facts: MoneyFacts,
  change: (next: Partial<Choice>) => void,
  changeCurrency: (currency: string) => void,
): TemplateResult {
  const isEnvelope = choice.what === 'envelope';
  const label = !isEnvelope
    ? t('Amount')
    : choice.kind === 'lucky'
      ? t('Amount in all')
      : facts.isGroup
        ? t('Amount of each share')
        : t('Amount');
  const type = (key: string): void => change({ amount: typed(choice.amount, key, facts.decimals) });
  const onAmount = (event: Event): void =>
    change({ amount: fromField((event.target as HTMLInputElement).value, facts.decimals) });
  const onNote = (event: Event): void => change({ note: (event.target as HTMLInputElement).value });
  const wrong = objection(choice, facts);
  return html`
    ${
      facts.isGroup
        ? nothing
        : segment(
            t('What to send'),
            'what',
            [
              ['transfer', t('Transfer')],
              ['envelope', t('Red envelope')],
            ],
            choice.what,
            (what) => change({ what }),
          )
    }
    ${
      isEnvelope && facts.isGroup
        ? segment(
            t('How it is divided'),
            'kind',
            [
              ['lucky', t('By luck')],
              ['equal', t('Equally')],
            ],
            choice.kind,
            (kind) => change({ kind }),
          )
        : nothing
    }
    <div class="money-amount-place">
      <label class="money-amount"><span>${label}</span>
        <span class="money-amount-line"><b aria-hidden="true">${symbolOf(facts.currency)}</b><input data-first name="amount" inputmode="none" autocomplete="off" placeholder="0" size=${Math.max(choice.amount.length, 1)} aria-describedby="money-hint" .value=${live(forField(choice.amount))} @input=${onAmount}></span>
      </label>
      ${currencyField(facts, changeCurrency)}
    </div>
    <p class="money-hint" id="money-hint" role=${wrong ? 'alert' : 'note'}>${wrong || t('You have %(amount)s', { amount: facts.available })}</p>
    ${isEnvelope && facts.isGroup ? sharesField(choice, facts, change) : nothing}
    <label class="field"><span class="visually-hidden">${isEnvelope ? t('Greeting') : t('Note')}</span><input class="input" name="note" maxlength=${facts.noteLettersMax} autocomplete="off" placeholder=${isEnvelope ? t('Good luck and good fortune') : t('Add a note')} .value=${choice.note} @input=${onNote}></label>
    ${isEnvelope ? coverField(choice, facts, change) : segment(t('When it arrives'), 'delay', ARRIVALS, choice.delay, (delay) => change({ delay }))}
    <p class="money-rule">${ruleOf(choice, facts)}</p>
    ${keypad(facts.decimals ? PAD : PAD.map((key) => (key === '.' ? '' : key)), type)}
  `;
}

/** Nothing for whoever has one currency only. */
function currencyField(facts: MoneyFacts, change: (currency: string) => void): TemplateResult | typeof nothing {
  const offered = facts.purses.filter((one) => one.isOffered || one.currency === facts.currency);
  if (offered.length < 2) return nothing;
  const choose = (event: Event): void => change((event.target as HTMLSelectElement).value);
  return html`<select class="money-currency" name="currency" aria-label=${t('Currency')} @change=${choose}>${offered.map((one) => html`<option .selected=${one.currency === facts.currency}>${one.currency}</option>`)}</select>`;
}

function ruleOf(choice: Choice, facts: MoneyFacts): string {
  if (choice.what === 'envelope') return t('What nobody opens within 24 hours comes back to you.');
  const back = t('Not accepted within 24 hours, it comes back to you.');
  if (!choice.delay) return back;
  return `${t('%(name)s gets it %(hours)s hours after accepting, and can return it until then.', { name: facts.to, hours: choice.delay / 3600 })} ${back}`;
}

function sharesField(choice: Choice, facts: MoneyFacts, change: (next: Partial<Choice>) => void): TemplateResult {
  const set = (shares: number): void => change({ shares: Math.min(Math.max(Math.trunc(shares) || 0, 0), SHARES_MAX) });
  const total = amountText(totalOf(choice, facts), facts.currency);
  return html`<div class="money-shares"><label for="money-shares">${t('Shares')}</label>
    <span class="money-stepper"><button type="button" aria-label=${t('One share less')} @click=${() => set(choice.shares - 1)}>−</button><input id="money-shares" name="shares" inputmode="numeric" autocomplete="off" .value=${String(choice.shares || '')} @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}><button type="button" aria-label=${t('One share more')} @click=${() => set(choice.shares + 1)}>+</button></span>
    <span class="money-shares-note">${tn('%(num)s person here', '%(num)s people here', facts.people)}${choice.kind === 'equal' && choice.amount ? html` · ${t('%(amount)s in all', { amount: total })}` : nothing}</span>
  </div>`;
}

function coverField(choice: Choice, facts: MoneyFacts, change: (next: Partial<Choice>) => void): TemplateResult {
  return html`<fieldset class="money-covers"><legend class="visually-hidden">${t('Cover')}</legend>${facts.covers.map(
    (cover) =>
      html`<label title=${COVER_NAMES[cover] ?? cover}><input type="radio" name="cover" value=${cover} .checked=${cover === choice.cover} @change=${() => change({ cover })}><span class="cover-swatch" data-cover=${cover}></span><span class="visually-hidden">${COVER_NAMES[cover] ?? cover}</span></label>`,
  )}</fieldset>`;
}

function segment<T extends string | number>(
  legend: string,
  name: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`<fieldset class="segment"><legend class="visually-hidden">${legend}</legend>${options.map(
    ([value, label]) =>
      html`<label><input type="radio" name=${name} value=${value} .checked=${value === chosen} @change=${() => choose(value)}><span>${label}</span></label>`,
  )}</fieldset>`;
}

function symbolOf(currency: string): string {
  return amountText(0, currency).replace(/[\d.,\s]/g, '');
}
