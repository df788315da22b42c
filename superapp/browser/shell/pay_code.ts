// <sa-pay-code>: the code of this minute as QR, bars and digits, with the seconds it has left; a payment that waits for the
// PIN, and one that has just been made, take its place. Hidden whenever nobody looks at the page. Codes of the next
// minutes are kept, so that it goes on for a while without a network.
// <sa-received>: what arrived today, looked at again every few seconds.

import { html, LitElement, svg, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { ask, Refused } from './api.ts';
import { PIN_DIGITS, pinEntry, pinKey } from './pin_entry.ts';
import { localTimes } from './times.ts';
import { fields } from './validate.ts';
import { icon } from './words.ts';

const LOOK_EVERY_MS = 1_500;
const TICK_MS = 500;
const RECEIVED_EVERY_MS = 3_000;

type Code = { code: string; from: number; until: number; side: number; qr: string; width: number; bars: string };
type Till = { order: string; payee: string; what: string; amount: string };

export class PayCode extends LitElement {
  #codes: Code[] = [];
  #ahead_ms = 0; // this device's clock, of the server's
  #question: Till | null = null;
  #paid: Till | null = null;
  #seen: string | null = null; // the payment that was on show before this page, or was put away
  #pin = '';
  #busy = false;
  #words = '';
  #timers: number[] = [];

  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren();
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisible);
    document.addEventListener('keydown', this.#onKey);
    this.#timers = [
      window.setInterval(() => void this.#look(), LOOK_EVERY_MS),
      window.setInterval(() => this.requestUpdate(), TICK_MS),
    ];
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisible);
    document.removeEventListener('keydown', this.#onKey);
    for (const timer of this.#timers) clearInterval(timer);
  }

  #onVisible = (): void => {
    this.requestUpdate();
    void this.#look();
  };

  protected override render(): TemplateResult {
    if (document.visibilityState === 'hidden') return html`<div class="pay-code" data-state="hidden"></div>`;
    if (this.#paid) return this.#done(this.#paid);
    if (this.#question) return this.#asking(this.#question);
    const now = Date.now() - this.#ahead_ms;
    const code = this.#codes.find((one) => one.from <= now && now < one.until);
    if (!code)
      return html`<div class="pay-code" data-state="none"><p role="status">${this.#words || t('Asking for a code…')}</p></div>`;
    const left = Math.ceil((code.until - now) / 1000);
    return html`<section class="code-card pay-code" data-state="shown" aria-label=${t('Your pay code')}>
      <svg class="pay-bars" viewBox="0 0 ${code.width} 1" preserveAspectRatio="none" role="img" aria-label=${t('The code as bars')} shape-rendering="crispEdges">${svg`<path fill="currentColor" d=${code.bars}></path>`}</svg>
      <p class="pay-digits mono" data-test="digits">${code.code.replace(/(\d{4})(?=\d)/g, '$1 ')}</p>
      <div class="code-drawing" role="img" aria-label=${t('The code as a square')}><svg viewBox="0 0 ${code.side} ${code.side}" shape-rendering="crispEdges" aria-hidden="true">${svg`<path fill="currentColor" d=${code.qr}></path>`}</svg></div>
      <p class="soft small"><span role="timer" aria-live="off">${t('New in %(seconds)s s', { seconds: String(left) })}</span></p>
      <p class="soft small">${t('Cannot be read? Make your screen brighter.')}</p>
    </section>`;
  }

  #done(paid: Till): TemplateResult {
    return html`<section class="code-card pay-code" data-state="paid" role="status">
      <span class="cashier-tick">${icon('check')}</span>
      <strong class="slip-amount">${t('Paid %(amount)s', { amount: paid.amount })}</strong>
      <p>${paid.payee}</p><p class="soft small">${paid.what}</p>
      <button class="button" data-size="wide" type="button" @click=${this.#putAway}>${t('Show a new code')}</button>
    </section>`;
  }

  #asking(question: Till): TemplateResult {
    const label = t('Enter your PIN');
    return html`<section class="code-card pay-code cashier" data-state="asked" aria-label=${t('Confirm the payment')}>
      <div class="cashier-payee"><strong>${question.payee}</strong><span class="cashier-merchant">${question.what}</span></div>
      <p class="cashier-amount" data-test="asked">${question.amount}</p>
      <p class="cashier-hint" role=${this.#words ? 'alert' : 'status'}>${this.#words || label}</p>
      ${pinEntry(this.#pin, label, this.#busy, this.#type)}
      <button class="button" data-size="wide" type="button" ?disabled=${this.#busy} @click=${this.#refuse}>${t('Do not pay')}</button>
    </section>`;
  }

  async #look(): Promise<void> {
    if (document.visibilityState === 'hidden' || this.#busy) return;
    try {
      const answer = await ask('GET', '/wallet/pay-code/now');
      this.#ahead_ms = Date.now() - Number(answer.now);
      this.#codes = (answer.codes as unknown[]).map(readCode);
      this.#question = readTill(answer.question);
      const paid = readTill(answer.paid);
      this.#seen ??= paid?.order ?? '';
      this.#paid = paid && paid.order !== this.#seen ? paid : null;
      if (!this.#question) this.#words = '';
    } catch (error) {
      if (error instanceof Refused) this.#codes = [];
      this.#words = error instanceof Refused ? `${error.message}. ${error.next}` : t('There is no connection.');
    }
    this.requestUpdate();
  }

  #onKey = (event: KeyboardEvent): void => {
    const key = this.#question ? pinKey(event) : '';
    if (!key) return;
    this.#type(key === 'erase' ? this.#pin.slice(0, -1) : this.#pin + key);
    event.preventDefault();
  };

  #type = (text: string): void => {
    if (this.#busy) return;
    this.#pin = text.replace(/\D/g, '').slice(0, PIN_DIGITS);
    this.requestUpdate();
    if (this.#pin.length === PIN_DIGITS) void this.#answer('pay', { pin: this.#pin });
  };

  #refuse = (): void => void this.#answer('refuse', {});

  #putAway = (): void => {
    this.#seen = this.#paid?.order ?? '';
    this.#paid = null;
    this.requestUpdate();
    void this.#look();
  };

  async #answer(what: 'pay' | 'refuse', body: Record<string, string>): Promise<void> {
    this.#busy = true;
    this.#words = '';
    this.requestUpdate();
    let words = '';
    try {
      await ask('POST', `/wallet/pay-code/questions/${this.#question?.order}/${what}`, body);
    } catch (error) {
      words = error instanceof Refused ? `${error.message}. ${error.next}` : t('There is no connection.');
    }
    this.#busy = false;
    this.#pin = '';
    await this.#look();
    this.#words = words;
    this.requestUpdate();
  }
}

function readCode(value: unknown): Code {
  const one = fields(value);
  const [qr, bars] = [fields(one.qr), fields(one.bars)];
  return {
    code: String(one.code),
    from: Number(one.from),
    until: Number(one.until),
    side: Number(qr.side),
    qr: String(qr.path),
    width: Number(bars.width),
    bars: String(bars.path),
  };
}

function readTill(value: unknown): Till | null {
  if (value === null || value === undefined) return null;
  const one = fields(value);
  return { order: String(one.order), payee: String(one.payee), what: String(one.what), amount: String(one.amount) };
}

export class ReceivedToday extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#timer = window.setInterval(() => void this.#look(), RECEIVED_EVERY_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
    if (!response?.ok || !this.isConnected) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('sa-received');
    if (!fresh) return;
    const links = (root: ParentNode) => [...root.querySelectorAll('a')].map((one) => one.getAttribute('href')).join();
    if (links(fresh) === links(this)) return;
    this.replaceChildren(...fresh.childNodes);
    localTimes(this);
  }
}

customElements.define('sa-pay-code', PayCode);
customElements.define('sa-received', ReceivedToday);
