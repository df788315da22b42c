// <sa-money>: the sheet that sends money in a chat, as a transfer or a red envelope: choose, give the PIN, done. It asks
// the server who is paid and what there is; the card comes into the chat by itself. money_choice.ts has the fields.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { EnvelopeWish } from '../runtime/host/abilities/ability.ts';
import { t } from '../say.ts';
import { cleaned, NOTHING, type Wanted } from './amounts.ts';
import { ask, Refused } from './api.ts';
import {
  type Choice,
  choiceFields,
  firstChoice,
  inCurrency,
  type MoneyFacts,
  objection,
  readFacts,
  requestOf,
  totalOf,
  wishedChoice,
} from './money_choice.ts';
import { PIN_DIGITS, pinEntry, pinKey } from './pin_entry.ts';
import { amount, icon } from './words.ts';

type Step = 'loading' | 'choose' | 'pin' | 'first' | 'again' | 'paying' | 'done' | 'ended';

const ASKING: Step[] = ['pin', 'first', 'again'];
const SHOW_DONE_MS = 1_300; // as at the cashier
// After these the person may give the PIN again: nothing was paid, or a repeat finds what was.
const AGAIN = ['pin_wrong', 'pin_locked', 'pin_locked_here', 'pin_needed', 'ledger_busy', 'pins_busy', 'unreachable'];

/** Opens the sheet; resolves once it has closed: whether something was sent. wish: an
 * envelope that somebody proposes. */
export function openMoneySheet(
  conversation: string,
  wanted: Wanted,
  wish: EnvelopeWish | null = null,
): Promise<boolean> {
  const sheet = document.createElement('sa-money') as MoneySheet;
  sheet.wish = wish;
  sheet.conversation = conversation;
  sheet.wanted = wanted;
  document.body.append(sheet);
  return sheet.outcome.finally(() => sheet.remove());
}

type Trouble = { code: string; words: string };

export class MoneySheet extends LitElement {
  static override properties = {
    step: { state: true },
    choice: { state: true },
    pin: { state: true },
    trouble: { state: true },
  };
  conversation = '';
  wanted: Wanted = NOTHING;
  wish: EnvelopeWish | null = null;
  declare step: Step;
  declare choice: Choice | null;
  declare pin: string;
  declare trouble: Trouble | null;
  outcome: Promise<boolean>;
  #facts: MoneyFacts | null = null;
  #request = crypto.randomUUID();
  #chosen = '';
  #drawn: Step = 'loading';
  #opener = document.activeElement;
  #finish: (sent: boolean) => void = () => {};

  constructor() {
    super();
    this.step = 'loading';
    this.choice = null;
    this.pin = '';
    this.trouble = null;
    this.outcome = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this; // the page's style sheet is the only one
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override updated(): void {
    if (this.#drawn === this.step) return;
    this.#drawn = this.step;
    this.querySelector<HTMLElement>('.pin-dots input, [data-first]')?.focus();
  }

  override render(): TemplateResult {
    const canGoBack = ASKING.includes(this.step);
    return html`<dialog class="sheet" aria-labelledby="money-title" @cancel=${this.#onCancel}>
      <div class="cashier money-sheet" data-state=${this.trouble && this.step === 'pin' ? 'refused' : this.step}>
        <div class="sheet-head">
          ${canGoBack ? html`<button class="icon-button" type="button" aria-label=${t('Back')} @click=${this.#back}>${icon('arrow-left')}</button>` : nothing}
          <h2 id="money-title">${this.#title()}</h2>
          <button class="icon-button" type="button" aria-label=${t('Cancel')} ?disabled=${this.step === 'paying'} @click=${this.#cancel}>${icon('x')}</button>
        </div>
        ${this.#body()}
      </div>
    </dialog>`;
  }

  #title(): string {
    if (this.step === 'first' || this.step === 'again') return t('Choose a payment PIN');
    const isEnvelope = this.choice?.what === 'envelope' || this.#facts?.isGroup;
    return isEnvelope ? t('Red envelope') : t('Send money');
  }

  #body(): TemplateResult {
    const facts = this.#facts;
    if (this.step === 'loading')
      return html`<div class="cashier-loading" role="status"><span class="visually-hidden">${t('Asking what there is to send')}</span><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton"></i></div>`;
    if (this.step === 'ended' || !facts || !this.choice)
      return html`<div class="cashier-done" role="alert"><span class="empty-mark" data-tone="bad">${icon('circle-alert')}</span><strong>${this.trouble?.words ?? ''}</strong><button class="button" data-size="wide" data-first type="button" @click=${this.#cancel}>${t('Close')}</button></div>`;
    if (this.step === 'choose') return this.#choosing(facts, this.choice);
    const total = amount(totalOf(this.choice, facts), facts.currency);
    if (this.step === 'done')
      return html`<div class="cashier-done" role="status"><span class="cashier-tick"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.500 4.500 4.500L19 7.500" fill="none" stroke="currentColor" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round"></path></svg></span><strong>${t('Sent %(amount)s', { amount: total })}</strong><span class="cashier-hint">${t('to %(name)s', { name: facts.to })}</span></div>`;
    const label =
      this.step === 'first'
        ? t('Choose six digits')
        : this.step === 'again'
          ? t('The same six digits again')
          : t('Enter your PIN');
    return html`
      <div class="cashier-payee"><strong data-test="payee">${facts.to}</strong><span class="cashier-merchant">${this.choice.note || (this.choice.what === 'envelope' ? sharesWords(this.choice) : '')}</span></div>
      <p class="cashier-amount" data-test="amount">${total}</p>
      <p class="cashier-hint" role=${this.trouble ? 'alert' : 'status'} aria-live="assertive">${this.step === 'paying' ? t('Sending…') : (this.trouble?.words ?? label)}</p>
      ${pinEntry(this.pin, label, this.step === 'paying', this.#type)}
    `;
  }

  #choosing(facts: MoneyFacts, choice: Choice): TemplateResult {
    const total = totalOf(choice, facts);
    const change = (next: Partial<Choice>): void => {
      this.choice = { ...choice, ...next };
      this.trouble = null;
    };
    const changeCurrency = (currency: string): void => {
      this.#facts = inCurrency(facts, currency);
      change({ amount: cleaned(choice.amount, this.#facts.decimals) });
    };
    const go = (event: Event): void => {
      event.preventDefault();
      if (!total || objection(choice, facts)) return;
      if (facts.hasPin && total <= facts.pinFreeMinor) {
        this.step = 'paying';
        void this.#send('');
      } else this.step = facts.hasPin ? 'pin' : 'first';
    };
    return html`<form class="money-form" novalidate @submit=${go}>
      <p class="money-to">${t('to')} <strong>${facts.to}</strong></p>
      ${choiceFields(choice, facts, change, changeCurrency)}
      ${this.trouble ? html`<p class="cashier-hint" role="alert">${this.trouble.words}</p>` : nothing}
      <a class="money-other" href="/chats/${this.conversation}/split" @click=${this.#leave}>${icon('receipt-text')}${t('Split a bill')}</a>
      <button class="button" data-kind="primary" data-size="wide" ?disabled=${!total || objection(choice, facts) !== ''}>${choice.what === 'envelope' ? t('Fill') : t('Send')}${total ? ` ${amount(total, facts.currency)}` : ''}</button>
    </form>`;
  }

  async #load(): Promise<void> {
    try {
      this.#facts = readFacts(await ask('GET', `/chats/${this.conversation}/money`), this.wanted.currency);
      this.choice = this.wish ? wishedChoice(this.#facts, this.wish) : firstChoice(this.#facts, this.wanted.amount);
      this.step = 'choose';
    } catch (error) {
      this.trouble = troubleOf(error);
      this.step = 'ended';
    }
  }

  // Wherever the Tab key led, the page behind is inert, so digits can only be meant for the PIN.
  #onKey = (event: KeyboardEvent): void => {
    const key = ASKING.includes(this.step) ? pinKey(event) : '';
    if (!key) return;
    this.#type(key === 'erase' ? this.pin.slice(0, -1) : this.pin + key);
    event.preventDefault();
  };

  #type = (text: string): void => {
    if (!ASKING.includes(this.step)) return;
    this.pin = text.replace(/\D/g, '').slice(0, PIN_DIGITS);
    if (this.pin) this.trouble = null;
    this.requestUpdate(); // the input may show more than was kept
    if (this.pin.length === PIN_DIGITS) void this.#complete();
  };

  async #complete(): Promise<void> {
    const pin = this.pin;
    if (this.step === 'first') {
      this.#chosen = pin;
      return this.#ask('again');
    }
    if (this.step === 'again' && pin !== this.#chosen)
      return this.#ask('first', { code: 'not_the_same', words: t('The two were not the same. Choose again.') });
    const isNew = this.step === 'again';
    this.step = 'paying';
    try {
      if (isNew) await ask('POST', '/wallet/first-pin', { pin });
    } catch (error) {
      return this.#ask('first', troubleOf(error));
    }
    await this.#send(pin);
  }

  async #send(pin: string): Promise<void> {
    const { choice } = this;
    const facts = this.#facts;
    if (!choice || !facts) return;
    facts.hasPin = true;
    const address = `/chats/${this.conversation}/${choice.what === 'transfer' ? 'transfers' : 'envelopes'}`;
    try {
      await ask('POST', address, requestOf(choice, facts, this.#request, pin));
      this.step = 'done';
      setTimeout(() => this.#close(true), SHOW_DONE_MS);
    } catch (error) {
      const trouble = troubleOf(error);
      // A certain no: what is tried next is another request. Without an answer it stays the same one, so that a repeat
      // finds what was sent.
      if (error instanceof Refused && error.status < 500) this.#request = crypto.randomUUID();
      this.#ask(AGAIN.includes(trouble.code) ? 'pin' : 'choose', trouble);
    }
  }

  #ask(step: Step, trouble: Trouble | null = null): void {
    this.pin = '';
    this.trouble = trouble;
    this.step = step;
  }

  #back = (): void => this.#ask('choose');

  /** The link is followed by whoever follows links; the sheet only makes way. */
  #leave = (): void => this.#close(false);

  #onCancel = (event: Event): void => {
    event.preventDefault();
    this.#cancel();
  };

  #cancel = (): void => {
    // While it is under way nobody knows how it ends, so nobody may say "cancelled".
    if (this.step !== 'paying') this.#close(this.step === 'done');
  };

  #close(sent: boolean): void {
    this.querySelector('dialog')?.close();
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
    this.#finish(sent);
  }
}

function sharesWords(choice: Choice): string {
  if (choice.shares === 1) return t('One share');
  const many = { num: choice.shares };
  return choice.kind === 'lucky' ? t('%(num)s shares, by luck', many) : t('%(num)s equal shares', many);
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof Refused) return { code: error.code, words: `${error.message}. ${error.next}` };
  return { code: 'unreachable', words: t('The wallet cannot be reached. Check your connection and try again.') };
}

customElements.define('sa-money', MoneySheet);
