// <sa-voice src="…" seconds="12">: a voice note: play and pause, how far it is, and how long. One plays at a time. Of an
// encrypted one `load` gives the address when it is first played, or "".
import { html, LitElement } from 'lit';
import { t } from '../say.ts';
import { icon } from './words.ts';

let playing: HTMLAudioElement | null = null;

export class Voice extends LitElement {
  static override properties = { src: { type: String }, seconds: { type: Number } };
  declare src: string;
  declare seconds: number;
  load: (() => Promise<string>) | null = null;
  #audio: HTMLAudioElement | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#audio?.pause();
  }

  protected override render() {
    const at = this.#audio?.currentTime ?? 0;
    const isPlaying = this.#audio !== null && !this.#audio.paused;
    const share = this.seconds ? Math.min(1, at / this.seconds) : 0;
    return html`<div class="voice">
      <button class="icon-button" aria-label=${isPlaying ? t('Pause') : t('Play the voice note')} @click=${this.#toggle}>${icon(isPlaying ? 'pause' : 'play')}</button>
      <progress max="1" value=${share} aria-label=${t('Played')}></progress>
      <span class="voice-time">${clock(isPlaying || at ? at : this.seconds)}</span>
    </div>`;
  }

  #toggle = async (): Promise<void> => {
    if (!this.#audio) {
      const address = this.load ? await this.load() : this.src;
      if (!address || this.#audio) return;
      this.#audio = new Audio(address);
      for (const name of ['timeupdate', 'play', 'pause', 'ended'])
        this.#audio.addEventListener(name, () => this.requestUpdate());
    }
    const { paused } = this.#audio;
    if (paused && playing !== this.#audio) playing?.pause();
    playing = this.#audio;
    if (paused) void this.#audio.play().catch(() => undefined);
    else this.#audio.pause();
  };
}

export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

customElements.define('sa-voice', Voice);
