// <sa-safety conversation="cnv_…">: the safety number of an encrypted chat, its code, and the browsers that can read it.
// Two people who see the same number know that nobody stands between them.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { accept, lookAt, reasonOf, standingOf } from './encrypted.ts';
import type { Browser, Standing } from './encryption/protocol.ts';
import { Island } from './island.ts';
import { Scan } from './scan.ts';
import { chatState } from './store.ts';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

type Scanned = '' | 'scanning' | 'other' | 'foreign';
const SAFETY = 'superapp-safety:'; // encryption/safety.ts

/** The camera of <sa-scan>; what it reads is told and not followed. */
class SafetyScan extends Scan {
  protected override follow(text: string): void {
    this.dispatchEvent(new CustomEvent('sa-code', { detail: text }));
  }
}

export class Safety extends Island {
  static override properties = { conversation: { type: String } };
  declare conversation: string;

  #isAsked = false;
  #scanned: Scanned = '';

  protected override updated(): void {
    const known = this.#known();
    if (!known || this.#isAsked) return;
    this.#isAsked = true;
    void lookAt(known);
  }

  protected override render() {
    const known = this.#known();
    if (!known) return html`<p class="soft">${t('You are not in this conversation any more.')}</p>`;
    const standing = standingOf(known.id);
    if (standing === undefined) return html`<p class="soft" role="status">${t('Opening the keys of this chat…')}</p>`;
    if (typeof standing === 'string') return notice('bad', 'triangle-alert', reasonOf(standing, known).join('. '));
    if (!standing.isReady) return notice('warn', 'hourglass', reasonOf('unready', known).join('. '));
    return html`${this.#verdict(known, standing)}${this.#found()}${this.#number(known, standing)}${this.#browsers(known, standing)}`;
  }

  #verdict(known: Conversation, standing: Standing): TemplateResult {
    if (standing.isChanged)
      return notice('warn', 'shield-alert', t('A browser came that you have not accepted. Compare the number again.'));
    if (standing.isCompared)
      return notice('good', 'shield-check', t('You have compared this number with %(name)s.', { name: known.title }));
    return notice('', 'shield-alert', t('You have not compared this number yet.'));
  }

  #number(known: Conversation, standing: Standing): TemplateResult {
    const { side, path } = standing.code;
    return html`<section class="section">
      <h2>${t('Safety number')}</h2>
      <p class="soft">${t('Ask %(name)s to open this page too, and compare: side by side, or read it to each other over the telephone. Do not send it in a chat.', { name: known.title })}</p>
      <p class="safety-number" aria-label=${standing.number}>${standing.number.split(' ').map((group) => html`<span>${group}</span>`)}</p>
      <div class="code-drawing" role="img" aria-label=${t('Code of the safety number')}><svg viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" aria-hidden="true"><path fill="currentColor" d=${path}></path></svg></div>
      <div class="buttons">
        <button class="button" data-kind="primary" @click=${() => this.#say('scanning')}>${icon('scan-line')}${t('Scan their code')}</button>
        <button class="button" @click=${() => accept(known, true)}>${icon('check')}${t('The numbers are the same')}</button>
        ${standing.isCompared ? html`<button class="button" data-kind="plain" @click=${() => accept(known, false)}>${t('Take that back')}</button>` : nothing}
      </div>
      ${this.#scanned === 'scanning' ? html`<sa-safety-scan @sa-code=${(event: CustomEvent<string>) => this.#compare(known, standing, event.detail)}></sa-safety-scan>` : nothing}
      <p class="small soft">${t('If they differ, write nothing that matters here, and tell whoever runs this place.')}</p>
    </section>`;
  }

  /** Their screen says what both browsers reckoned for themselves. */
  #compare(known: Conversation, standing: Standing, said: string): void {
    const isSame = said === standing.code.text;
    this.#say(isSame ? '' : said.startsWith(SAFETY) ? 'other' : 'foreign');
    if (isSame) void accept(known, true);
  }

  #say(found: Scanned): void {
    this.#scanned = found;
    this.requestUpdate();
  }

  #found(): TemplateResult | typeof nothing {
    if (this.#scanned === 'foreign') return notice('warn', 'scan-line', t('This is not the code of a safety number.'));
    if (this.#scanned !== 'other') return nothing;
    return notice(
      'bad',
      'shield-alert',
      t('The codes differ: somebody else may be able to read this chat. Look at the browsers below.'),
    );
  }

  #browsers(known: Conversation, standing: Standing): TemplateResult {
    const me = chatState()?.me ?? '';
    const of = (personId: string) => standing.browsers.filter((one) => one.personId === personId);
    return html`<section class="section">
      <h2>${t('Browsers that can read this chat')}</h2>
      ${list(t('Yours'), of(me))}${list(known.title, of(known.peer_id))}
      <p class="small soft">${t('A browser reads what is written after it came. Older messages stay closed to it, and signing out closes all of them.')}</p>
    </section>`;
  }

  #known(): Conversation | undefined {
    return chatState()?.conversations.get(this.conversation);
  }
}

function list(whose: string, browsers: Browser[]): TemplateResult {
  return html`<h3>${whose}</h3><ul class="safety-browsers">${browsers.map(
    (one) =>
      html`<li>${icon('monitor-smartphone')}<span><strong>${one.isThis ? t('This browser') : one.deviceId}</strong>${one.isNew ? html` <span class="chip" data-tone="warn">${t('New')}</span>` : nothing}<span class="mono small soft">${one.fingerprint}</span></span></li>`,
  )}</ul>`;
}

function notice(tone: string, mark: string, words: string): TemplateResult {
  return html`<div class="notice" data-tone=${tone || nothing} role="status">${icon(mark)}<p>${words}</p></div>`;
}

customElements.define('sa-safety-scan', SafetyScan);
customElements.define('sa-safety', Safety);
