// <sa-scan>: reads a code with the camera or from a picture and goes where it leads: to a person, a group or a program of
// this installation. What leads elsewhere is shown first; nothing is opened unasked.

import { html, LitElement, nothing } from 'lit';
import { codeReader, type Reader } from '../runtime/host/scan/codes.ts';
import { t } from '../say.ts';
import { go } from './navigate.ts';
import { icon } from './words.ts';

const LOOK_EVERY_MS = 200;
const OURS = /^\/(add|collect|join|p)\//;
const LOOKING = t('Looking for a camera…');

export class Scan extends LitElement {
  #stream: MediaStream | null = null;
  #reader: Reader | null = null;
  #timer = 0;
  #words = LOOKING;
  #foreign = '';

  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren();
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  protected override render() {
    return html`
      <div class="scan-view" ?hidden=${!this.#stream}><video playsinline muted></video><span class="scan-frame"></span></div>
      <p class="soft" role="status">${this.#words}</p>
      ${this.#foreign ? html`<div class="notice" data-tone="warn">${icon('external-link')}<p class="mono">${this.#foreign}</p></div>` : nothing}
      <label class="button" data-size="wide">${icon('image')}<span>${t('From a picture')}</span><input class="visually-hidden" type="file" accept="image/*" @change=${this.#onPicture}></label>
    `;
  }

  async #start(): Promise<void> {
    this.#reader = await codeReader(['qrCode']);
    if (!this.#reader) return this.#say(t('This browser cannot read codes.'));
    const wanted = { video: { facingMode: 'environment' } };
    const stream = (await navigator.mediaDevices?.getUserMedia(wanted).catch(() => null)) ?? null;
    // The browser may ask for long; what was said about a picture meanwhile stays.
    if (!stream) return this.#sayFirst(t('There is no camera to use here. Choose a picture of the code instead.'));
    this.#stream = stream;
    if (!this.isConnected) return this.#stop();
    this.#sayFirst(t('Hold the code in front of the camera.'));
    await this.updateComplete;
    const video = this.querySelector('video')!;
    video.srcObject = stream;
    await video.play().catch(() => undefined);
    await this.#look(video);
  }

  async #look(video: HTMLVideoElement): Promise<void> {
    const code = await this.#reader?.(video);
    if (!this.isConnected) return;
    if (code) this.follow(code.text);
    else this.#timer = window.setTimeout(() => void this.#look(video), LOOK_EVERY_MS);
  }

  #onPicture = async (event: Event): Promise<void> => {
    const [chosen] = (event.target as HTMLInputElement).files ?? [];
    if (!chosen) return;
    const code = await createImageBitmap(chosen)
      .then((picture) => this.#reader?.(picture))
      .catch(() => null);
    if (code) this.follow(code.text);
    else this.#say(t('There is no code in this picture. Try another one.'));
  };

  /** What the code says. */
  protected follow(text: string): void {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url && url.origin === location.origin && OURS.test(url.pathname)) return void go(url.href);
    this.#foreign = text.slice(0, 400);
    this.#say(t('This code does not belong to this place. It says:'));
  }

  #sayFirst(words: string): void {
    if (this.#words === LOOKING) this.#say(words);
  }

  #say(words: string): void {
    this.#words = words;
    this.requestUpdate();
  }
}

customElements.define('sa-scan', Scan);
