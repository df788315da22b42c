// The cashier: the host's own sheet over an open program. It asks the server who is paid and how much (or what is set
// aside for whom), takes the PIN, and tells the program only how it ended. `openCashier` is what the program's host is
// given (runtime/host).

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../say.ts';
import { call, type Problem, type Sheet } from './cashier_call.ts';
import { fullMoment, icon } from './words.ts';

export type CashierOutcome = 'paid' | 'cancelled' | { failed: string };

type Step = 'loading' | 'free' | 'pin' | 'first' | 'again' | 'paying' | 'paid' | 'refused' | 'ended';

const ASKING: Step[] = ['pin', 'first', 'again', 'refused'];
const PIN_DIGITS = 6;
const SHOW_PAID_MS = 1_300; // long enough to see the tick, too short to wait for
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', 'erase'];

/** Opens the sheet over whatever is on the page; resolves once, when it has closed. */
export function openCashier(token: string): Promise<CashierOutcome> {
  const cashier = document.createElement('sa-cashier') as Cashier;
  cashier.token = token;
  document.body.append(cashier);
  return cashier.outcome.finally(() => cashier.remove());
}

export class Cashier extends LitElement {
  static override properties = {
    step: { state: true },
    sheet: { state: true },
    pin: { state: true },
    problem: { state: true },
  };

  token = '';
  declare step: Step;
  declare sheet: Sheet | undefined;
  declare pin: string;
  declare problem: Problem | undefined;
  outcome: Promise<CashierOutcome>;
  private chosen = '';
  private isFree = false;
  private finish: (outcome: CashierOutcome) => void = () => {};

  constructor() {
    super();
    this.step = 'loading';
    this.sheet = undefined;
    this.pin = '';
    this.problem = undefined;
    this.outcome = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this; // the page's style sheet is the only one
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('visibilitychange', this.onSight);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('visibilitychange', this.onSight);
  }

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override updated(): void {
    this.querySelector<HTMLElement>('.pin-dots input, .cashier [data-first]')?.focus();
  }

  override render(): TemplateResult {
    return html`<dialog class="sheet" aria-labelledby="cashier-title" @cancel=${this.onCancel}>
      <div class="cashier" data-state=${this.step}>
        <div class="sheet-head">
          <h2 id="cashier-title">${this.isChoosing ? t('Choose a payment PIN') : this.isHold ? t('Set money aside') : t('Pay')}</h2>
          <button class="icon-button" type="button" aria-label=${t('Cancel')} ?disabled=${this.step === 'paying'} @click=${this.cancel}>${icon('x')}</button>
        </div>
        ${this.body()}
      </div>
    </dialog>`;
  }

  private get isShort(): boolean {
    return (this.step === 'free' || ASKING.includes(this.step)) && this.sheet?.affordable === false;
  }

  // Who cannot pay this is not asked to choose a PIN first.
  private get isChoosing(): boolean {
    return (this.step === 'first' || this.step === 'again') && this.sheet?.affordable === true;
  }

  private get isHold(): boolean {
    return this.sheet?.kind === 'hold';
  }

  private body(): TemplateResult {
    if (this.step === 'loading')
      return html`<div class="cashier-loading" role="status">
        <span class="visually-hidden">${t('Asking who is paid and how much')}</span><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton"></i>
      </div>`;
    if (this.step === 'paid') return this.done();
    if (this.step === 'ended' || !this.sheet) return this.end();
    const { payee, merchant, description, amount, available, affordable } = this.sheet;
    return html`
      <div class="cashier-payee">
        <strong data-test="payee">${payee}</strong>
        ${this.sheet.parts.length ? nothing : html`<span class="cashier-merchant">${merchant === payee ? description : `${merchant} · ${description}`}</span>`}
      </div>
      <p class="cashier-amount" data-test="amount">${this.isHold ? t('up to %(amount)s', { amount }) : amount}</p>
      ${this.parts()}${this.promise()}
      <div class="cashier-source"><span>${t('From your wallet')}</span><span>${available}</span></div>
      ${affordable ? this.asking() : this.short()}
    `;
  }

  /** The parts of a combined payment: who gets what. */
  private parts(): TemplateResult | typeof nothing {
    const parts = this.sheet?.parts ?? [];
    if (!parts.length) return nothing;
    return html`<ul class="cashier-parts" aria-label=${t('Who gets what')}>${parts.map(
      (part) =>
        html`<li><span><strong>${part.merchant}</strong><small>${part.description}</small></span><span>${part.amount}</span></li>`,
    )}</ul>`;
  }

  /** What becomes of money that is only set aside. */
  private promise(): TemplateResult | typeof nothing {
    const until = this.sheet?.until;
    if (!this.isHold || !until) return nothing;
    return html`<p class="cashier-promise">${t('Nothing is paid yet. This amount is set aside; only what it really costs is taken, and the rest is yours again, at the latest %(moment)s.', { moment: fullMoment(new Date(until)) })}</p>`;
  }

  private asking(): TemplateResult {
    if (this.step === 'free' || (this.step === 'paying' && this.isFree))
      return html`
        <p class="cashier-hint" role="status">${this.step === 'paying' ? t('Paying…') : t('No PIN is needed for this amount.')}</p>
        <button class="button" data-kind="primary" data-size="wide" data-first type="button" ?disabled=${this.step === 'paying'} @click=${this.payFree}>${this.isHold ? t('Set money aside') : t('Pay')}</button>
      `;
    const words = {
      pin: t('Enter your PIN'),
      first: t('Choose six digits'),
      again: t('The same six digits again'),
    } as const;
    const label = this.step === 'first' || this.step === 'again' ? words[this.step] : words.pin;
    return html`
      <p class="cashier-hint" role=${this.problem ? 'alert' : 'status'} aria-live="assertive">
        ${this.step === 'paying' ? t('Paying…') : this.problem ? `${this.problem.message}. ${this.problem.next}` : label}
      </p>
      <div class="pin-dots">
        ${Array.from({ length: PIN_DIGITS }, (_, index) => html`<span class="pin-dot" data-filled=${index < this.pin.length ? 'yes' : 'no'}></span>`)}
        <input aria-label=${label} type="password" inputmode="none" autocomplete="off" maxlength=${PIN_DIGITS} .value=${live(this.pin)}
          ?disabled=${this.step === 'paying'} @input=${this.onInput} />
      </div>
      <div class="pin-pad">${KEYS.map((key) => this.key(key))}</div>
    `;
  }

  private key(key: string): TemplateResult {
    if (!key) return html`<span></span>`;
    const label = key === 'erase' ? t('Erase') : key;
    return html`<button class="pin-key" type="button" tabindex="-1" aria-label=${label} data-key=${key} ?disabled=${this.step === 'paying'}
      @click=${() => this.press(key)}>${key === 'erase' ? icon('delete') : key}</button>`;
  }

  private short(): TemplateResult {
    const missing = this.sheet?.missing ?? '';
    return html`
      <div role="alert">
        <p class="cashier-hint" data-tone="bad">${this.problem ? `${this.problem.message}. ${this.problem.next}` : t('There is not enough money in your wallet: %(amount)s is missing.', { amount: missing })}</p>
        <p class="cashier-hint">${t('Add money there and come back. This payment waits for you here.')}</p>
      </div>
      <a class="button" data-kind="primary" data-first href="/wallet" target="_blank" rel="noopener">${t('Open your wallet')}</a>
      <button class="button" data-kind="quiet" type="button" @click=${this.look}>${t('Look again')}</button>
    `;
  }

  private done(): TemplateResult {
    return html`<div class="cashier-done" role="status">
      <span class="cashier-tick"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.500 4.500 4.500L19 7.500" fill="none" stroke="currentColor" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round"></path></svg></span>
      <strong>${this.isHold ? t('Set aside: %(amount)s', { amount: this.sheet?.amount ?? '' }) : t('Paid %(amount)s', { amount: this.sheet?.amount ?? '' })}</strong>
      <span class="cashier-hint">${this.isHold ? t('for %(name)s', { name: this.sheet?.payee ?? '' }) : t('to %(name)s', { name: this.sheet?.payee ?? '' })}</span>
    </div>`;
  }

  private end(): TemplateResult {
    return html`<div class="cashier-done" role="alert">
      <span class="empty-mark" data-tone="bad">${icon('circle-alert')}</span>
      <strong>${this.problem?.message ?? t('This payment is not possible')}</strong>
      <span class="cashier-hint">${this.problem?.next ?? nothing}</span>
      <button class="button" data-size="wide" data-first type="button" @click=${this.cancel}>${t('Close')}</button>
    </div>`;
  }

  private async load(): Promise<void> {
    const answer = await call<Sheet>('GET', `/cashier/${encodeURIComponent(this.token)}`);
    if (!answer.ok) {
      if (!this.isShort) return this.stop(answer.problem);
      this.problem = answer.problem;
      return;
    }
    this.sheet = answer.value;
    if (answer.value.state === 'paid') return this.succeed();
    if (answer.value.state === 'closed')
      return this.stop({
        code: 'order_is_closed',
        message: t('This order is closed'),
        next: t('Ask the merchant for a new one.'),
      });
    this.isFree = answer.value.pin_free;
    this.ask(this.isFree ? 'free' : answer.value.has_pin ? 'pin' : 'first');
  }

  private look = (): void => void this.load();

  // Who went away for money comes back to a sheet that knows of it.
  private onSight = (): void => {
    if (this.isShort && document.visibilityState === 'visible') this.look();
  };

  private onInput(event: Event): void {
    this.type((event.target as HTMLInputElement).value);
  }

  // The input takes digits by itself when it has the focus. Wherever else the Tab key led, the page behind is inert, so
  // digits can only be meant for the PIN.
  private onKey = (event: KeyboardEvent): void => {
    if ((event.target as HTMLElement).tagName === 'INPUT' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) this.press(event.key);
    else if (event.key === 'Backspace') this.press('erase');
    else return;
    event.preventDefault();
  };

  private press(key: string): void {
    this.type(key === 'erase' ? this.pin.slice(0, -1) : this.pin + key);
  }

  private type(text: string): void {
    // A sheet that asks for no PIN takes none: six stray digits must not pay.
    if (!ASKING.includes(this.step) || !this.sheet?.affordable) return;
    this.pin = text.replace(/\D/g, '').slice(0, PIN_DIGITS);
    if (this.step === 'refused' && this.pin) this.step = 'pin';
    this.requestUpdate(); // the input may show more than was kept
    if (this.pin.length === PIN_DIGITS) void this.complete();
  }

  private async complete(): Promise<void> {
    const pin = this.pin;
    this.problem = undefined;
    if (this.step === 'first') {
      this.chosen = pin;
      return this.ask('again');
    }
    if (this.step === 'again') {
      if (pin !== this.chosen)
        return this.ask('first', {
          code: 'not_the_same',
          message: t('The two were not the same'),
          next: t('Choose again.'),
        });
      const made = await call('POST', '/wallet/first-pin', { pin });
      if (!made.ok) {
        // Chosen meanwhile, in another tab or on another device.
        const hasOne = made.problem.code === 'pin_already_set';
        return hasOne
          ? this.ask('pin', { ...made.problem, next: t('Enter your PIN') })
          : this.ask('first', made.problem);
      }
    }
    await this.pay(pin);
  }

  private payFree = (): void => void this.pay('');

  private async pay(pin: string): Promise<void> {
    this.step = 'paying';
    const answer = await call('POST', `/cashier/${encodeURIComponent(this.token)}/confirm`, { pin });
    if (answer.ok) return this.succeed();
    if (answer.problem.code === 'insufficient_funds') return this.load(); // it went elsewhere meanwhile
    this.isFree = false; // what is tried next asks for the PIN
    if (
      ['pin_wrong', 'pin_locked', 'pin_locked_here', 'pin_needed', 'ledger_busy', 'pins_busy', 'unreachable'].includes(
        answer.problem.code,
      )
    )
      return this.ask('refused', answer.problem);
    this.stop(answer.problem);
  }

  private ask(step: Step, problem?: Problem): void {
    this.pin = '';
    this.problem = problem;
    this.step = step;
  }

  private succeed(): void {
    this.step = 'paid';
    setTimeout(() => this.close('paid'), SHOW_PAID_MS);
  }

  private stop(problem: Problem): void {
    this.problem = problem;
    this.step = 'ended';
  }

  private onCancel(event: Event): void {
    event.preventDefault();
    this.cancel();
  }

  private cancel(): void {
    // While the payment is under way nobody knows how it ends, so nobody may say "cancelled".
    if (this.step === 'paying') return;
    if (this.step === 'paid') this.close('paid');
    else this.close(this.step === 'ended' && this.problem ? { failed: this.problem.message } : 'cancelled');
  }

  private close(outcome: CashierOutcome): void {
    this.querySelector('dialog')?.close();
    this.finish(outcome);
  }
}

customElements.define('sa-cashier', Cashier);
