// <video> and the older <audio>: the browser's own players with the platform's properties, events and contexts. Files
// come from the package, from data, or through the host. The frame may not fill the screen, so full screen fills the frame.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { addressOf } from '../wire.ts';
import { Builtin, define, part } from './base.ts';

const WHY = ['', 'MEDIA_ERR_ABORTED', 'MEDIA_ERR_NETWORK', 'MEDIA_ERR_DECODE', 'MEDIA_ERR_SRC_NOT_SUPPORTED'];

abstract class Player extends Builtin {
  protected abstract readonly native: HTMLMediaElement;
  private watcher: ResizeObserver | null = null;

  protected listen(): void {
    const { native } = this;
    for (const type of ['play', 'pause', 'ended', 'waiting', 'canplay', 'seeking', 'seeked'])
      native.addEventListener(type, () => this.emit(type, {}));
    native.addEventListener('timeupdate', () => {
      const { currentTime, duration } = native;
      this.emit('timeupdate', { currentTime, duration: finite(duration) });
    });
    native.addEventListener('error', () => {
      const code = native.error?.code ?? 0;
      this.emit('error', { errMsg: WHY[code] ?? 'MEDIA_ERR', errCode: code });
    });
    // A page that is hidden falls silent.
    let shown = false;
    this.watcher = new ResizeObserver(() => {
      if (shown && this.offsetParent === null && this.flag('auto-pause-if-navigate', true)) native.pause();
      shown = this.offsetParent !== null;
    });
  }
  connectedCallback(): void {
    this.watcher?.observe(this);
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
    this.native.pause();
  }
  protected load(): void {
    const src = this.text('src');
    if (src === '') this.native.removeAttribute('src');
    else this.native.src = addressOf(src);
  }
  protected start(): void {
    // A browser may want a gesture first; then the person presses play.
    this.native.play().catch(() => undefined);
  }
  override perform(verb: string, arg: JsonObject): Json | undefined {
    const { native } = this;
    if (verb === 'play') this.start();
    else if (verb === 'pause') native.pause();
    else if (verb === 'stop') {
      native.pause();
      native.currentTime = 0;
    } else if (verb === 'seek') native.currentTime = Math.max(0, Number(arg['position']) || 0);
    else if (verb === 'playbackRate') native.playbackRate = Math.min(4, Math.max(0.25, Number(arg['rate']) || 1));
    else if (verb === 'volume') native.volume = Math.min(1, Math.max(0, Number(arg['volume']) || 0));
    else if (verb === 'setSrc') this.set('src', arg['src']);
    else return undefined;
    return {};
  }
}

class Video extends Player {
  override slotNode: HTMLElement = document.createElement('div');
  protected readonly native = document.createElement('video');
  private readonly larger = document.createElement('button');

  constructor() {
    super();
    const { native, larger, slotNode } = this;
    native.playsInline = true;
    native.controls = true;
    native.disableRemotePlayback = true;
    slotNode.className = 'wx-over';
    larger.type = 'button';
    larger.className = 'wx-larger';
    larger.onclick = () => this.fill(!this.hasAttribute('data-full'));
    this.listen();
    native.addEventListener('loadedmetadata', () => {
      const { videoWidth: width, videoHeight: height, duration } = native;
      if (this.number('initial-time', 0) > 0) native.currentTime = this.number('initial-time', 0);
      this.emit('loadedmetadata', { width, height, duration: finite(duration) });
    });
    native.addEventListener('progress', () => {
      const { buffered, duration } = native;
      const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
      this.emit('progress', { buffered: duration > 0 ? Math.round((end / duration) * 100) : 0 });
    });
    native.addEventListener('seeked', () => this.emit('seekcomplete', { position: native.currentTime }));
    native.addEventListener('enterpictureinpicture', () => this.emit('enterpictureinpicture', {}));
    native.addEventListener('leavepictureinpicture', () => this.emit('leavepictureinpicture', {}));
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.hasAttribute('data-full')) this.fill(false);
    });
  }
  override connectedCallback(): void {
    super.connectedCallback();
    if (this.native.parentNode !== this) this.append(this.native, this.slotNode, this.larger);
    this.named();
  }
  protected override changed(name: string): void {
    const { native } = this;
    if (name === 'src') {
      this.load();
      if (this.flag('autoplay')) this.start();
    } else if (name === 'poster') native.poster = this.text('poster') ? addressOf(this.text('poster')) : '';
    else if (name === 'controls' || name === 'show-fullscreen-btn') {
      native.controls = this.flag('controls', true);
      this.larger.hidden = !native.controls || !this.flag('show-fullscreen-btn', true);
    } else if (name === 'muted') native.muted = this.flag('muted');
    else if (name === 'loop') native.loop = this.flag('loop');
    else if (name === 'autoplay' && this.flag('autoplay') && this.text('src')) this.start();
    else if (name === 'object-fit') native.style.objectFit = this.text('object-fit', 'contain');
    else if (name === 'title') this.named();
  }
  override perform(verb: string, arg: JsonObject): Json | undefined {
    if (verb === 'requestFullScreen') this.fill(true);
    else if (verb === 'exitFullScreen') this.fill(false);
    else if (verb === 'exitPictureInPicture') void document.exitPictureInPicture?.().catch(() => undefined);
    else return super.perform(verb, arg);
    return {};
  }
  private named(): void {
    this.native.setAttribute('aria-label', this.text('title', 'Video'));
    this.larger.setAttribute('aria-label', this.hasAttribute('data-full') ? 'Leave full screen' : 'Full screen');
  }
  private fill(full: boolean): void {
    if (full === this.hasAttribute('data-full')) return;
    this.toggleAttribute('data-full', full);
    this.named();
    const direction = this.native.videoWidth > this.native.videoHeight ? 'horizontal' : 'vertical';
    this.emit('fullscreenchange', { fullScreen: full, fullscreen: full, direction });
  }
}

class Sound extends Player {
  protected readonly native = document.createElement('audio');
  private readonly cover = document.createElement('i');
  private readonly heading = document.createElement('b');
  private readonly author = document.createElement('span');
  private readonly button = document.createElement('button');

  constructor() {
    super();
    this.listen();
    this.button.type = 'button';
    this.button.onclick = () => (this.native.paused ? this.start() : this.native.pause());
    for (const type of ['play', 'pause', 'ended']) this.native.addEventListener(type, () => this.draw());
  }
  override connectedCallback(): void {
    super.connectedCallback();
    if (this.firstChild) return;
    this.append(this.native, this.cover);
    const words = part(this, 'div');
    words.append(this.heading, this.author);
    this.append(this.button);
    this.draw();
  }
  protected override changed(name: string): void {
    if (name === 'src') this.load();
    else if (name === 'loop') this.native.loop = this.flag('loop');
    else if (name === 'action') {
      const { method, data } = (this.values['action'] ?? {}) as { method?: unknown; data?: unknown };
      if (typeof method === 'string') this.perform(method, { position: data as Json, src: data as Json });
    }
    this.draw();
  }
  private draw(): void {
    this.toggleAttribute('data-shown', this.flag('controls'));
    const poster = this.text('poster');
    this.cover.style.backgroundImage = poster ? `url(${JSON.stringify(addressOf(poster))})` : '';
    this.heading.textContent = this.text('name', 'Unknown');
    this.author.textContent = this.text('author', 'Unknown');
    this.button.setAttribute('aria-label', this.native.paused ? 'Play' : 'Pause');
    this.button.toggleAttribute('data-on', !this.native.paused);
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

export function defineVideo(): void {
  define('video', Video);
  define('audio', Sound);
}
