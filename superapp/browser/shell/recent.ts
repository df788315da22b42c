// <sa-recent>: the programs opened last on this device. Kept here and nowhere else: nobody but the person needs it.

import { html, LitElement, nothing } from 'lit';
import { t } from '../say.ts';
import { avatar } from './words.ts';

type Opened = { appid: string; name: string };

const KEPT_MAX = 8;

function key(): string {
  return `recent:${document.querySelector<HTMLElement>('.shell')?.dataset.person ?? ''}`;
}

export function recentPrograms(): Opened[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key()) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isOpened).slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

export function rememberProgram(opened: Opened): void {
  const others = recentPrograms().filter((one) => one.appid !== opened.appid);
  localStorage.setItem(key(), JSON.stringify([opened, ...others].slice(0, KEPT_MAX)));
  for (const strip of document.querySelectorAll<Recent>('sa-recent')) strip.requestUpdate();
}

function isOpened(value: unknown): value is Opened {
  const one = value as Partial<Opened> | null;
  return typeof one?.appid === 'string' && /^wx[0-9a-f]{16}$/.test(one.appid) && typeof one.name === 'string';
}

export class Recent extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const opened = recentPrograms();
    if (!opened.length) return nothing;
    return html`<section class="section"><h2>${t('Recent')}</h2><div class="program-strip">
      ${opened.map((one) => html`<a class="program-tile" href="/p/${one.appid}" data-program=${one.appid} data-name=${one.name}>${avatar(one.name, one.appid, '', 'program')}<span>${one.name}</span></a>`)}
    </div></section>`;
  }
}

customElements.define('sa-recent', Recent);
