// <sa-split>: a bill on its way to being divided: how much, who takes part, equally, by shares or by item, and what each
// will be asked for. wallet/split_start.html holds it; the server divides again and decides.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../say.ts';
import { cleaned, forField, fromField, minorOf, plain } from './amounts.ts';
import { ask, Refused } from './api.ts';
import { shares, type Way } from './split_choice.ts';
import { fields, text } from './validate.ts';
import { amount, icon } from './words.ts';

type Somebody = { id: string; name: string; takesPart: boolean; weight: number };
type Line = { name: string; amount: string; people: string[] };

const WAYS: [Way, string][] = [
  ['equal', t('Equally')],
  ['shares', t('By shares')],
  ['items', t('By item')],
];

class SplitForm extends LitElement {
  static override properties = { version: { state: true } };
  declare version: number;
  #way: Way = 'equal';
  #currency = '';
  #amount = '';
  #note = '';
  #people: Somebody[] = [];
  #lines: Line[] = [];
  #facts: Record<string, unknown> = {};
  #problem = '';
  #isSending = false;
  #request = crypto.randomUUID();

  protected override createRenderRoot(): HTMLElement {
    this.#facts = fields(JSON.parse(this.dataset.facts ?? '{}'));
    const people = Array.isArray(this.#facts.people) ? this.#facts.people.map(fields) : [];
    this.#people = people.map((one) => ({ id: text(one, 'id'), name: text(one, 'name'), takesPart: true, weight: 1 }));
    this.#lines = [this.#line()];
    this.#currency = text(this.#offered()[0] ?? {}, 'currency');
    this.replaceChildren();
    return this; // the page's style sheet is the only one
  }

  override render(): TemplateResult {
    const total = this.#total();
    const owed = this.#owed();
    return html`<form class="form split-form" novalidate @submit=${this.#send}>
      <fieldset class="segment"><legend class="visually-hidden">${t('How it is divided')}</legend>${WAYS.map(
        ([way, label]) =>
          html`<label><input type="radio" name="way" value=${way} .checked=${way === this.#way} @change=${() => this.#change(() => this.#choose(way))}><span>${label}</span></label>`,
      )}</fieldset>
      ${this.#way === 'items' ? this.#items() : html`<div class="field"><label for="split-amount">${t('Amount in all')}</label><input id="split-amount" name="amount" inputmode="decimal" autocomplete="off" .value=${live(forField(this.#amount))} @input=${(event: Event) => this.#change(() => (this.#amount = this.#clean(event)))}></div>`}
      ${this.#currencyField()}
      <div class="field"><label for="split-note">${t('What for')}</label><input id="split-note" name="note" maxlength="60" autocomplete="off" .value=${this.#note} @input=${(event: Event) => this.#change(() => (this.#note = typedIn(event)))}></div>
      <fieldset class="choices"><legend>${t('Who takes part')}</legend>${this.#people.map((one) => this.#person(one, owed.get(one.id)))}</fieldset>
      <p class="small soft">${t('What does not divide goes one cent each to those whose share was cut most, you first.')}</p>
      ${this.#problem ? html`<p class="field-error" role="alert">${this.#problem}</p>` : nothing}
      <button class="button" data-kind="primary" data-size="wide" ?disabled=${!this.#isReady(total, owed) || this.#isSending}>${t('Ask for it')}${total ? ` · ${amount(total, this.#currency)}` : ''}</button>
    </form>`;
  }

  #person(one: Somebody, owes: number | undefined): TemplateResult {
    const isByItem = this.#way === 'items';
    return html`<div class="row split-person">
      ${isByItem ? nothing : html`<input type="checkbox" aria-label=${one.name} .checked=${one.takesPart} @change=${(event: Event) => this.#change(() => (one.takesPart = (event.target as HTMLInputElement).checked))}>`}
      <span class="row-text"><span class="row-title">${one.name}</span></span>
      ${this.#way === 'shares' && one.takesPart ? html`<input class="split-weight" type="number" min="1" max=${Number(this.#facts.weight_max)} aria-label=${t('Shares of %(name)s', { name: one.name })} .value=${String(one.weight)} @input=${(event: Event) => this.#change(() => (one.weight = Math.min(Math.max(Math.trunc(Number(typedIn(event))) || 0, 0), Number(this.#facts.weight_max))))}>` : nothing}
      <span class="movement-amount" data-share=${one.id}>${owes === undefined ? '' : amount(owes, this.#currency)}</span>
    </div>`;
  }

  #items(): TemplateResult {
    const add = (): void => this.#change(() => this.#lines.push(this.#line()));
    return html`<div class="split-items">${this.#lines.map((line, place) => this.#item(line, place + 1))}
      ${this.#lines.length < Number(this.#facts.items_max) ? html`<button class="button" type="button" @click=${add}>${icon('plus')}<span>${t('Another item')}</span></button>` : nothing}
    </div>`;
  }

  #item(line: Line, number: number): TemplateResult {
    const toggle = (id: string): void =>
      this.#change(() => {
        line.people = line.people.includes(id) ? line.people.filter((one) => one !== id) : [...line.people, id];
      });
    const heading = t('Item %(number)s', { number });
    const [nameId, amountId] = [`split-name-${number}`, `split-amount-${number}`];
    return html`<div class="card split-item" role="group" aria-label=${heading}><b>${heading}</b>
      <div class="split-item-line">
        <div class="field"><label for=${nameId}>${t('Name')}</label><input id=${nameId} maxlength=${Number(this.#facts.item_letters_max)} autocomplete="off" .value=${line.name} @input=${(event: Event) => this.#change(() => (line.name = typedIn(event)))}></div>
        <div class="field"><label for=${amountId}>${t('Amount')}</label><input id=${amountId} inputmode="decimal" autocomplete="off" .value=${live(forField(line.amount))} @input=${(event: Event) => this.#change(() => (line.amount = this.#clean(event)))}></div>
      </div>
      <div class="split-item-people">${this.#people.map((one) => html`<label><input type="checkbox" .checked=${line.people.includes(one.id)} @change=${() => toggle(one.id)}><span>${one.name}</span></label>`)}</div>
    </div>`;
  }

  #line(): Line {
    return { name: '', amount: '', people: this.#people.map((one) => one.id) };
  }

  #choose(way: Way): void {
    this.#way = way;
  }

  /** What can be asked for: {currency, decimals}, the house's own first. */
  #offered(): Record<string, unknown>[] {
    return Array.isArray(this.#facts.currencies) ? this.#facts.currencies.map(fields) : [];
  }

  get #decimals(): number {
    const chosen = this.#offered().find((one) => text(one, 'currency') === this.#currency);
    return Number(chosen?.decimals ?? 2);
  }

  #chooseCurrency(currency: string): void {
    this.#currency = currency;
    this.#amount = cleaned(this.#amount, this.#decimals);
    for (const line of this.#lines) line.amount = cleaned(line.amount, this.#decimals);
  }

  #currencyField(): TemplateResult | typeof nothing {
    const offered = this.#offered();
    if (offered.length < 2) return nothing;
    const choose = (event: Event): void => this.#change(() => this.#chooseCurrency(typedIn(event)));
    return html`<div class="field"><label for="split-currency">${t('Currency')}</label><select id="split-currency" name="currency" @change=${choose}>${offered.map((one) => html`<option .selected=${text(one, 'currency') === this.#currency}>${text(one, 'currency')}</option>`)}</select></div>`;
  }

  #clean(event: Event): string {
    return fromField(typedIn(event), this.#decimals);
  }

  #total(): number {
    if (this.#way !== 'items') return minorOf(this.#amount, this.#decimals);
    return this.#lines.reduce((sum, line) => sum + minorOf(line.amount, this.#decimals), 0);
  }

  /** Who takes part: by item, whoever has one. */
  #taking(): Somebody[] {
    if (this.#way !== 'items') return this.#people.filter((one) => one.takesPart);
    return this.#people.filter((one) => this.#lines.some((line) => line.people.includes(one.id)));
  }

  #owed(): Map<string, number> {
    const total = this.#total();
    const taking = this.#taking();
    if (!total) return new Map();
    const lines = this.#lines.map((line) => ({ ...line, minor: minorOf(line.amount, this.#decimals) }));
    const weights = taking.map((one) => one.weight);
    const ids = taking.map((one) => one.id);
    const owed = shares(this.#way, total, ids, weights, lines);
    return new Map(ids.map((id, place) => [id, owed[place]!]));
  }

  #isReady(total: number, owed: Map<string, number>): boolean {
    const whole =
      this.#way !== 'items' || this.#lines.every((line) => line.people.length && minorOf(line.amount, this.#decimals));
    const me = this.#people[0]?.id ?? '';
    return total > 0 && whole && [...owed.values()].every((one) => one > 0) && [...owed.keys()].some((id) => id !== me);
  }

  #change(what: () => void): void {
    what();
    this.#problem = '';
    this.requestUpdate();
  }

  #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.#isSending) return;
    this.#isSending = true;
    this.requestUpdate();
    const taking = this.#taking();
    try {
      const answer = await ask('POST', `/chats/${text(this.#facts, 'conversation')}/splits`, {
        way: this.#way,
        amount: plain(this.#total(), this.#decimals),
        currency: this.#currency,
        people: taking.map((one) => one.id),
        weights: this.#way === 'shares' ? taking.map((one) => one.weight) : [],
        items: this.#way === 'items' ? this.#lines.map(({ name, amount, people }) => ({ name, amount, people })) : [],
        note: this.#note,
        request_id: this.#request,
      });
      follow(`/splits/${text(answer, 'split')}`);
    } catch (error) {
      // A certain no: what is tried next is another request. Without an answer it stays the same one.
      if (error instanceof Refused && error.status < 500) this.#request = crypto.randomUUID();
      this.#problem = error instanceof Refused ? `${error.message}. ${error.next}` : t('No answer came. Try again.');
      this.#isSending = false;
      this.requestUpdate();
    }
  };
}

function typedIn(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

/** As if a link had been pressed: the shell takes it from there. */
function follow(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

customElements.define('sa-split', SplitForm);
