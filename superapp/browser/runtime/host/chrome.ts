// The host's frame around a program: title with back, the capsule with menu and close, the tab bar. Drawn from what the
// worker says about the page on top and from app.json; every text is a text, every colour a checked colour.

import { t } from '../../say.ts';
import { isObject } from '../protocol/json.ts';
import type { PageShown } from '../protocol/messages.ts';
import { colour, short } from '../protocol/validate.ts';
import { icon, make } from './dom.ts';

export type ChromeEvents = { back(): void; home(): void; close(): void; menu(): void; tab(path: string): void };
type Tab = { path: string; text: string; icon: string; selected: string };

export const NAVIGATION_PX = 44;
export const TABS_PX = 52;

export class Chrome {
  readonly bar: HTMLElement;
  readonly tabBar: HTMLElement;
  readonly capsule: HTMLElement;
  private readonly title = make('h1', { class: 'program-title' });
  private readonly back: HTMLButtonElement;
  private readonly events: ChromeEvents;
  private readonly list: Tab[];
  private readonly styles: Record<string, string>;
  private tabsShown = true;
  private page: PageShown | null = null;

  /** theme: the values of theme.json, for colours that tabBar writes as "@name". */
  constructor(events: ChromeEvents, tabBar: unknown, theme: unknown, asset: (path: string) => string) {
    this.events = events;
    const given = isObject(tabBar) && tabBar['custom'] !== true ? tabBar : {};
    this.list = tabsOf(given, asset);
    this.styles = Object.fromEntries(
      ['color', 'selectedColor', 'backgroundColor'].map((key) => [key, themedColour(given[key], theme)]),
    );
    this.back = make(
      'button',
      { class: 'program-back', type: 'button', 'aria-label': t('Back'), click: () => this.goBack() },
      icon('back'),
    );
    this.bar = make('header', { class: 'program-bar' }, this.back, this.title);
    this.capsule = make(
      'div',
      { class: 'program-capsule' },
      make('button', { type: 'button', 'aria-label': t('Menu'), click: () => events.menu() }, icon('more')),
      make(
        'button',
        { type: 'button', 'aria-label': t('Close'), 'data-act': 'close', click: () => events.close() },
        icon('close'),
      ),
    );
    this.tabBar = make(
      'nav',
      { class: 'program-tabs', 'aria-label': t('Program') },
      ...this.list.map((tab, at) => this.button(tab, at)),
    );
    if (this.styles['backgroundColor']) this.tabBar.style.background = this.styles['backgroundColor'];
    this.tabBar.hidden = true;
  }

  get hasTabs(): boolean {
    return this.list.length > 0;
  }

  show(page: PageShown): void {
    this.page = page;
    this.title.textContent = page.title;
    this.bar.dataset['text'] = page.textStyle;
    this.bar.toggleAttribute('data-custom', page.custom);
    this.bar.style.background = page.custom ? '' : page.background;
    this.capsule.dataset['text'] = page.textStyle;
    this.bar.toggleAttribute('data-coloured', page.background !== '');
    const home = page.depth <= 1 && this.hasTabs && page.tab < 0 && page.home;
    this.back.hidden = page.depth <= 1 && !home;
    this.back.replaceChildren(icon(page.depth > 1 ? 'back' : 'home'));
    this.back.setAttribute('aria-label', page.depth > 1 ? t('Back') : t('Home'));
    this.drawTabs();
  }

  loading(on: boolean): void {
    this.bar.toggleAttribute('data-loading', on);
  }
  tabs(on: boolean): void {
    this.tabsShown = on;
    this.drawTabs();
  }
  badge(index: number, text: string): void {
    const mark = this.tabBar.children[index]?.querySelector('b');
    if (!(mark instanceof HTMLElement)) return;
    mark.textContent = text;
    mark.hidden = text === '';
  }
  dot(index: number, on: boolean): void {
    this.tabBar.children[index]?.toggleAttribute('data-dot', on);
  }
  /** Addresses of pictures, or ''. */
  tabItem(index: number, text: string, plain: string, selected: string): void {
    const tab = this.list[index];
    const label = this.tabBar.children[index]?.querySelector('span');
    if (!tab || !label) return;
    if (text) label.textContent = text;
    tab.icon = plain || tab.icon;
    tab.selected = selected || tab.selected;
    this.drawTabs();
  }
  /** Colours that were checked; '' leaves one as it is. */
  tabStyle(colours: { color: string; selectedColor: string; backgroundColor: string }): void {
    for (const [name, value] of Object.entries(colours)) if (value) this.styles[name] = value;
    this.tabBar.style.background = this.styles['backgroundColor'] ?? '';
    this.drawTabs();
  }

  private goBack(): void {
    if ((this.page?.depth ?? 1) > 1) this.events.back();
    else this.events.home();
  }

  private drawTabs(): void {
    const at = this.page?.tab ?? -1;
    this.tabBar.hidden = !this.tabsShown || at < 0 || this.list.length === 0;
    this.list.forEach((tab, index) => {
      const button = this.tabBar.children[index] as HTMLElement;
      const on = index === at;
      button.setAttribute('aria-current', on ? 'page' : 'false');
      button.style.color = (on ? this.styles['selectedColor'] : this.styles['color']) ?? '';
      const picture = button.querySelector('img');
      const src = on ? tab.selected : tab.icon;
      if (picture && src && picture.getAttribute('src') !== src) picture.src = src;
    });
  }

  private button(tab: Tab, index: number): HTMLElement {
    const picture = tab.icon ? [make('img', { src: tab.icon, alt: '' })] : [];
    const badge = make('b', {});
    badge.hidden = true;
    const go = () => this.events.tab(this.list[index]?.path ?? '');
    return make('button', { type: 'button', click: go }, ...picture, make('span', {}, tab.text), badge);
  }
}

function tabsOf(given: Record<string, unknown>, asset: (path: string) => string): Tab[] {
  const list = Array.isArray(given['list']) ? given['list'].slice(0, 5) : [];
  return list.filter(isObject).map((one) => {
    const plain = short(one['iconPath'], 500);
    const selected = short(one['selectedIconPath'], 500) || plain;
    return {
      path: short(one['pagePath'], 500),
      text: short(one['text'], 40),
      icon: plain && asset(plain),
      selected: selected && asset(selected),
    };
  });
}

/** "@name" becomes both looks at once: the page's own colour scheme picks, also when the person changes it. */
function themedColour(value: unknown, theme: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('@') || !isObject(theme)) return colour(value);
  const [light, dark] = ['light', 'dark'].map((look) => {
    const values = theme[look];
    return isObject(values) ? colour(values[value.slice(1)]) : '';
  });
  return light && dark ? `light-dark(${light}, ${dark})` : '';
}
