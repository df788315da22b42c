// <sa-sealed>: a picture, a file or a voice note of an encrypted message, opened in this browser. A picture when it comes
// into view, the others when they are asked for.
import { html, LitElement } from 'lit';
import { t } from '../say.ts';
import { toast } from './announce.ts';
import type { SealedFile } from './encryption/protocol.ts';
import { openFile } from './sealed_files.ts';
import { openSheet } from './sheets.ts';
import { icon, sizeText } from './words.ts';
import './voice_player.ts';

const opened = new Map<string, string>(); // address -> object URL, for as long as the page lives

export class SealedView extends LitElement {
  static override properties = { address: {}, facts: { attribute: false }, isBroken: { state: true } };
  declare address: string;
  declare facts: SealedFile;
  declare isBroken: boolean;
  #watch: IntersectionObserver | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
  }

  protected override firstUpdated(): void {
    if (this.facts.kind !== 'picture' || opened.has(this.address)) return;
    this.#watch = new IntersectionObserver(([one]) => {
      if (!one?.isIntersecting) return;
      this.#watch?.disconnect();
      void this.#open();
    });
    this.#watch.observe(this.firstElementChild ?? this);
  }

  protected override render() {
    const { kind, name, size, width, height } = this.facts;
    if (this.isBroken)
      return html`<div class="bubble" data-unsent>${t('This file could not be opened.')} <button class="link-button" @click=${this.#open}>${t('Try again')}</button></div>`;
    if (kind === 'picture') {
      const url = opened.get(this.address) ?? '';
      return html`<button class="picture" aria-label=${t('%(name)s: show it large', { name: t('Picture') })} ?disabled=${!url} @click=${() => openSheet((sheets) => sheets.openPicture(url, t('Picture')))}><img src=${url || EMPTY} width=${width || 320} height=${height || 240} alt=""></button>`;
    }
    if (kind === 'voice') return html`<sa-voice seconds=${this.facts.seconds} .load=${this.#open}></sa-voice>`;
    return html`<button class="attachment" @click=${this.#save}>${icon('file-text')}<span class="attachment-text"><strong>${name}</strong><span>${sizeText(size)}</span></span>${icon('download')}</button>`;
  }

  #open = async (): Promise<string> => {
    try {
      const url = opened.get(this.address) ?? URL.createObjectURL(await openFile(this.address, this.facts));
      opened.set(this.address, url);
      this.isBroken = false;
      this.requestUpdate();
      return url;
    } catch {
      this.isBroken = this.facts.kind === 'picture';
      if (!this.isBroken) toast(t('This file could not be opened.'), 'bad');
      return '';
    }
  };

  #save = async (): Promise<void> => {
    const url = await this.#open();
    if (!url) return;
    const link = document.createElement('a');
    link.href = url;
    link.download = this.facts.name;
    link.click();
  };
}

const EMPTY = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

// Signing out: nothing that was opened stays.
addEventListener('signedout', () => {
  for (const url of opened.values()) URL.revokeObjectURL(url);
  opened.clear();
});

customElements.define('sa-sealed', SealedView);
