// Components that act on their page rather than draw: page-meta, navigation-bar, root-portal, match-media, and the
// sheet of page-container.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { styleOf } from '../wire.ts';
import { Builtin, define, styleText } from './base.ts';

/** <page-meta>: the page's own style, background, place and font size. */
class PageMeta extends Builtin {
  private watcher: MutationObserver | null = null;
  private holder: HTMLElement | null = null;
  private readonly scrolled = () => this.emit('scroll', { scrollTop: this.holder?.scrollTop ?? 0 });
  private readonly resized = () => {
    const size = { windowWidth: innerWidth, windowHeight: innerHeight };
    this.emit('resize', { deviceOrientation: innerWidth > innerHeight ? 'landscape' : 'portrait', size });
  };

  connectedCallback(): void {
    this.holder = this.closest<HTMLElement>('wx-page-holder');
    if (!this.holder) return;
    this.holder.addEventListener('scroll', this.scrolled);
    addEventListener('resize', this.resized);
    // rem is of the document, which all pages share.
    this.watcher = new MutationObserver(() => this.rootSize());
    this.watcher.observe(this.holder, { attributeFilter: ['data-shown'] });
    for (const name of Object.keys(this.values)) this.changed(name);
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
    this.holder?.removeEventListener('scroll', this.scrolled);
    removeEventListener('resize', this.resized);
    document.documentElement.style.fontSize = '';
  }
  protected override changed(name: string): void {
    const { holder } = this;
    const page = this.closest<HTMLElement>('page');
    if (!holder || !page) return;
    if (name === 'page-style') page.style.cssText = styleOf(styleText(this.values[name]));
    else if (name === 'background-color') holder.style.backgroundColor = this.text(name);
    else if (name === 'root-background-color') page.style.backgroundColor = this.text(name);
    else if (name === 'page-font-size') page.style.fontSize = this.size(name);
    else if (name === 'root-font-size') this.rootSize();
    else if (name === 'scroll-top') queueMicrotask(() => this.toPlace());
  }
  private toPlace(): void {
    const top = Number.parseFloat(this.text('scroll-top')) || 0;
    const ms = this.number('scroll-duration', 300);
    this.holder?.scrollTo({ top, behavior: ms > 0 ? 'smooth' : 'auto' });
    setTimeout(() => this.emit('scrolldone', {}), ms);
  }
  private rootSize(): void {
    const shown = this.holder?.hasAttribute('data-shown');
    document.documentElement.style.fontSize = shown ? this.size('root-font-size') : '';
  }
  private size(name: string): string {
    const given = this.text(name);
    return given === 'system' ? '' : given;
  }
}

/** <navigation-bar>: the host's bar; the worker tells it. */
class NavigationBar extends Builtin {
  private asked = false;
  connectedCallback(): void {
    this.ask();
  }
  protected override changed(): void {
    if (this.isConnected) this.ask();
  }
  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    queueMicrotask(() => {
      this.asked = false;
      this.emit(':bar', this.values as JsonObject);
    });
  }
}

/** <root-portal>: its children stand at the end of the page, out of every frame around it. */
class RootPortal extends Builtin {
  override slotNode: HTMLElement = document.createElement('div');
  constructor() {
    super();
    this.slotNode.className = 'wx-portal';
  }
  connectedCallback(): void {
    this.place();
  }
  disconnectedCallback(): void {
    this.slotNode.remove();
  }
  protected override changed(name: string): void {
    if (name === 'enable' && this.isConnected) this.place();
  }
  private place(): void {
    (this.flag('enable', true) ? (this.closest('page') ?? this) : this).append(this.slotNode);
  }
}

/** <match-media>: its children are there while the page fits the description. */
class MatchMedia extends Builtin {
  private query: MediaQueryList | null = null;
  private readonly decide = () => this.toggleAttribute('data-off', this.query ? !this.query.matches : false);

  connectedCallback(): void {
    this.ask();
  }
  disconnectedCallback(): void {
    this.query?.removeEventListener('change', this.decide);
  }
  protected override changed(): void {
    if (this.isConnected) this.ask();
  }
  private ask(): void {
    const wanted: string[] = [];
    for (const name of ['min-width', 'max-width', 'width', 'min-height', 'max-height', 'height']) {
      if (this.number(name, -1) >= 0) wanted.push(`(${name}:${this.number(name, 0)}px)`);
    }
    const orientation = this.text('orientation');
    if (/^(portrait|landscape)$/.test(orientation)) wanted.push(`(orientation:${orientation})`);
    this.query?.removeEventListener('change', this.decide);
    this.query = wanted.length > 0 ? matchMedia(wanted.join(' and ')) : null;
    this.query?.addEventListener('change', this.decide);
    this.decide();
  }
}

/** <page-container>: a sheet of the page. Going back closes it first (`:container`, worker/wx/navigation.ts). */
class PageContainer extends Builtin {
  override slotNode: HTMLElement = document.createElement('div');
  private readonly veil = document.createElement('div');
  private timer = 0;
  private cameFrom: Element | null = null;

  constructor() {
    super();
    this.veil.className = 'wx-veil';
    this.slotNode.className = 'wx-panel';
    this.slotNode.setAttribute('role', 'dialog');
    this.slotNode.tabIndex = -1;
    this.veil.onclick = () => {
      this.emit('clickoverlay', {});
      this.leave();
    };
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.leave();
    });
  }
  connectedCallback(): void {
    if (this.veil.parentNode !== this) this.append(this.veil, this.slotNode);
    this.look();
    this.turn();
  }
  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.emit(':container', { open: false });
  }
  protected override changed(name: string): void {
    if (!this.isConnected) return;
    this.look();
    if (name === 'show') this.turn();
  }
  override perform(verb: string): Json | undefined {
    if (verb !== 'close') return undefined;
    this.leave();
    return {};
  }
  private get ms(): number {
    return this.number('duration', 300);
  }
  private look(): void {
    this.setAttribute('data-position', this.text('position', 'bottom'));
    this.toggleAttribute('data-round', this.flag('round'));
    this.style.zIndex = String(this.number('z-index', 100));
    this.veil.style.cssText = styleText(this.values['overlay-style']);
    this.veil.hidden = !this.flag('overlay', true);
    this.slotNode.style.cssText = styleText(this.values['custom-style']);
    this.style.setProperty('--wx-ms', `${this.ms}ms`);
  }
  private turn(): void {
    const [wanted, open] = [this.flag('show'), this.hasAttribute('data-open')];
    if (wanted && !open) this.enter();
    else if (!wanted && open) this.leave();
  }
  private enter(): void {
    this.cameFrom = document.activeElement;
    this.emit('beforeenter', {});
    this.toggleAttribute('data-open', true);
    this.emit('enter', {});
    this.emit(':container', { open: true });
    this.slotNode.focus();
    this.later('afterenter');
  }
  private leave(): void {
    if (!this.hasAttribute('data-open')) return;
    this.values['show'] = false;
    this.emit('beforeleave', {});
    this.removeAttribute('data-open');
    this.emit('leave', {}, { show: false });
    this.emit(':container', { open: false });
    if (this.cameFrom instanceof HTMLElement) this.cameFrom.focus();
    this.later('afterleave');
  }
  private later(event: string): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.emit(event, {}), this.ms);
  }
}

export function definePageParts(): void {
  define('page-meta', PageMeta);
  define('navigation-bar', NavigationBar);
  define('root-portal', RootPortal);
  define('match-media', MatchMedia);
  define('page-container', PageContainer);
}
