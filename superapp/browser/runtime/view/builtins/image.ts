// <image> and <cover-image>: 13 modes, lazy loading, load and error with their detail. Package files load from the
// package; anything else is up to the frame's policy.

import { addressOf } from '../wire.ts';
import { Builtin, define, part } from './base.ts';

const SIZES: { [mode: string]: string } = {
  scaleToFill: '100% 100%',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: '100% 100%',
  heightFix: '100% 100%',
};
// The nine others show the picture in its own size at a place.
const PLACES = /^(top|bottom|center|left|right)( (left|right))?$/;

let lazy: IntersectionObserver | null = null;

class Picture extends Builtin {
  private box: HTMLElement | null = null;
  private wanted = '';
  private natural = { width: 0, height: 0 };

  constructor() {
    super();
    this.addEventListener('contextmenu', (event) => {
      if (!this.flag('show-menu-by-longpress') || !this.text('src')) return;
      event.preventDefault();
      this.emit(':host', { api: 'pictureMenu', arg: { src: this.text('src') } });
    });
  }

  connectedCallback(): void {
    this.load();
  }

  protected override changed(name: string): void {
    if (name === 'src') this.load();
    else if (name === 'mode') this.fit();
    else if (name === 'alt') {
      // An empty text says, as in HTML, that the picture only decorates.
      const words = this.text('alt');
      if (words) {
        this.removeAttribute('aria-hidden');
        this.setAttribute('aria-label', words);
        if (!this.hasAttribute('role')) this.setAttribute('role', 'img');
      } else this.setAttribute('aria-hidden', 'true');
    }
  }

  override styled(): void {
    this.fit();
  }

  private load(): void {
    if (!this.isConnected) return;
    const src = this.text('src');
    if (src === '') {
      if (this.box) this.box.style.backgroundImage = '';
      this.wanted = '';
      return;
    }
    const address = addressOf(src);
    if (address === this.wanted) return;
    this.wanted = address;
    if (this.flag('lazy-load')) observer().observe(this);
    else this.fetch();
  }

  fetch(): void {
    const address = this.wanted;
    const picture = new Image();
    picture.decoding = 'async';
    picture.onload = () => {
      if (address !== this.wanted) return;
      this.box ??= part(this, 'div', 'wx-pic');
      this.box.style.backgroundImage = `url(${JSON.stringify(address)})`;
      this.natural = { width: picture.naturalWidth, height: picture.naturalHeight };
      this.fit();
      this.emit('load', { ...this.natural });
    };
    picture.onerror = () => {
      if (address === this.wanted) this.emit('error', { errMsg: `GET ${this.text('src').slice(0, 200)} failed` });
    };
    picture.src = address;
  }

  private fit(): void {
    const mode = this.text('mode', 'scaleToFill');
    const { width, height } = this.natural;
    if (mode === 'widthFix' && width) {
      this.style.height = 'auto';
      this.style.aspectRatio = `${width}/${height}`;
    } else if (mode === 'heightFix' && height) {
      this.style.width = 'auto';
      this.style.aspectRatio = `${width}/${height}`;
    }
    if (!this.box) return;
    this.box.style.backgroundSize = SIZES[mode] ?? 'auto';
    this.box.style.backgroundPosition = PLACES.test(mode) ? mode : 'center';
  }
}

function observer(): IntersectionObserver {
  lazy ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        lazy?.unobserve(target);
        (target as Picture).fetch();
      }
    },
    { rootMargin: '300px' },
  );
  return lazy;
}

export function defineImage(): void {
  define('image', Picture);
  define('cover-image', class extends Picture {});
}
