// <sa-palette>: one box that finds chats, people, programs, pages and messages, opened by Ctrl-K (⌘K) or by a button with
// data-palette. A modal dialog with a combobox: the focus stays in the box while arrows move through the list. What is
// found comes from GET /find (superapp/flows/find_anything.py); programs opened of late are known to this device alone.

import { html, LitElement, nothing } from 'lit';
import { t } from '../say.ts';
import { ask, Refused } from './api.ts';
import { recentPrograms } from './recent.ts';
import { fields, list, ShapeError, text } from './validate.ts';
import { avatar, icon } from './words.ts';

const PAUSE_MS = 160;
const KINDS = ['chat', 'person', 'program', 'page', 'message'] as const;

type Kind = (typeof KINDS)[number];
type Thing = {
  kind: Kind;
  title: string;
  address: string;
  note: string;
  mark: string;
  seed: string;
  picture: string;
};

export class Palette extends LitElement {
  static override properties = {
    things: { state: true },
    asked: { state: true },
    current: { state: true },
    trouble: { state: true },
  };
  declare things: Thing[];
  /** What `things` answers. */
  declare asked: string;
  declare current: number;
  declare trouble: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor() {
    super();
    this.#empty();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get isOpen(): boolean {
    return this.#dialog?.open ?? false;
  }

  async show(): Promise<void> {
    await this.updateComplete;
    if (!this.#dialog || this.isOpen) return;
    this.#box.value = '';
    this.#dialog.showModal();
    this.#box.focus();
    await this.#find();
  }

  close(): void {
    this.#leaveBox();
    this.#dialog?.close();
  }

  protected override render() {
    const hint = !this.things.length && (this.trouble || (this.asked ? t('Nothing found') : ''));
    return html`<dialog class="sheet palette" aria-label=${t('Find anything')} @cancel=${this.#leaveBox} @close=${this.#onClose} @click=${this.#onBeside}>
      <div class="search">${icon('search')}<input type="text" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" maxlength="200"
        aria-label=${t('Find anything')} placeholder=${t('People, chats, programs, settings')} aria-autocomplete="list"
        aria-expanded=${this.things.length > 0} aria-controls=${this.things.length ? 'palette-found' : nothing}
        aria-activedescendant=${this.things.length ? `palette-${this.current}` : nothing}
        @input=${this.#onInput} @keydown=${this.#onKey}></div>
      ${this.things.length ? html`<div class="palette-found" id="palette-found" role="listbox" aria-label=${t('Found')}>${KINDS.map((kind) => this.#group(kind))}</div>` : nothing}
      <p class=${hint ? 'palette-hint' : 'visually-hidden'} role="status">${hint || (this.things.length ? this.#count() : '')}</p>
    </dialog>`;
  }

  protected override updated(): void {
    this.querySelector(`#palette-${this.current}`)?.scrollIntoView({ block: 'nearest' });
  }

  #group(kind: Kind) {
    const inside = this.things.map((thing, at) => ({ thing, at })).filter(({ thing }) => thing.kind === kind);
    if (!inside.length) return nothing;
    return html`<div role="group" aria-labelledby="palette-${kind}"><h2 id="palette-${kind}" role="presentation">${heading(kind)}</h2>${inside.map(({ thing, at }) => this.#option(thing, at))}</div>`;
  }

  #option(thing: Thing, at: number) {
    const appid = thing.kind === 'program' ? thing.seed : nothing;
    return html`<a class="row" role="option" tabindex="-1" id="palette-${at}" href=${thing.address} aria-selected=${at === this.current}
      data-program=${appid} data-name=${appid === nothing ? nothing : thing.title}
      @click=${this.#onChosen} @pointermove=${() => this.#moveTo(at)}>
      ${thing.mark ? icon(thing.mark) : avatar(thing.title, thing.seed, 'small', appid === nothing ? '' : 'program', thing.picture)}
      <span class="row-text"><span class="row-title">${thing.title}</span>${thing.note ? html`<span class="row-note">${thing.note}</span>` : nothing}</span>
    </a>`;
  }

  #count(): string {
    return this.asked ? t('%(count)s found', { count: this.things.length }) : '';
  }

  #onInput = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), PAUSE_MS);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const last = this.things.length - 1;
    const to = { ArrowDown: this.current + 1, ArrowUp: this.current - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (last >= 0) this.#moveTo(to > last ? 0 : to < 0 ? last : to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      void this.#enter();
    } else if (event.key === 'Tab') event.preventDefault(); // there is nothing else to go to
  };

  /** Who types and presses Enter at once means what they typed, not what stood there before. */
  async #enter(): Promise<void> {
    if (this.#box.value.trim() !== this.asked) {
      clearTimeout(this.#timer);
      await this.#find();
      await this.updateComplete;
    }
    this.querySelector<HTMLAnchorElement>(`#palette-${this.current}`)?.click();
  }

  #onChosen = (event: MouseEvent): void => {
    // The dialog goes first: it gives the focus back, and the page that comes takes it. The link is followed as any other.
    if (!event.metaKey && !event.ctrlKey && !event.shiftKey) this.close();
  };

  #onBeside = (event: MouseEvent): void => {
    if (event.target === this.#dialog) this.close();
  };

  // Where nothing had the focus before, the box would keep it for a moment after it is gone, and swallow the next key.
  #leaveBox = (): void => this.#box.blur();

  #onClose = (): void => {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#empty();
  };

  async #find(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const wanted = this.#box.value.trim();
    let things: Thing[] = [];
    let trouble = '';
    try {
      const answer = await ask('GET', `/find?q=${encodeURIComponent(wanted)}`);
      things = list(answer.things).map(readThing);
    } catch (error) {
      if (error instanceof ShapeError) console.error(error);
      trouble = error instanceof Refused ? error.message : t('No network. Try again later.');
    }
    if (turn !== this.#turn) return;
    if (!wanted && !trouble) things.push(...recentPrograms().slice(0, 4).map(opened));
    this.things = KINDS.flatMap((kind) => things.filter((thing) => thing.kind === kind));
    this.asked = wanted;
    this.trouble = trouble;
    this.current = 0;
  }

  #moveTo(at: number): void {
    this.current = at;
  }

  #empty(): void {
    this.things = [];
    this.asked = '';
    this.current = 0;
    this.trouble = '';
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  get #box(): HTMLInputElement {
    return this.querySelector('input')!;
  }
}

/** Open it, or close it when it is open. Nothing happens over another dialog: whatever asks there is answered first. */
export function togglePalette(): void {
  const there = document.querySelector<Palette>('sa-palette');
  if (there?.isOpen) {
    there.close();
    return;
  }
  if (!document.querySelector('.shell') || document.querySelector('dialog[open]')) return;
  const palette = there ?? (document.createElement('sa-palette') as Palette);
  if (!there) document.body.append(palette);
  void palette.show();
}

function heading(kind: Kind): string {
  switch (kind) {
    case 'chat':
      return t('Chats');
    case 'person':
      return t('People');
    case 'program':
      return t('Programs');
    case 'page':
      return t('Pages');
    case 'message':
      return t('Messages');
    default:
      return kind satisfies never;
  }
}

function opened(one: { appid: string; name: string }): Thing {
  return {
    kind: 'program',
    title: one.name,
    address: `/p/${one.appid}`,
    note: '',
    mark: '',
    seed: one.appid,
    picture: '',
  };
}

function readThing(value: unknown): Thing {
  const one = fields(value);
  const kind = KINDS.find((known) => known === one.kind);
  const address = text(one, 'address');
  if (!kind || !/^\/(?!\/)/.test(address)) throw new ShapeError('unknown thing');
  const word = (name: string) => text(one, name);
  const seen = { title: word('title'), note: word('note'), mark: word('mark'), seed: word('seed') };
  return { kind, address, ...seen, picture: word('picture') };
}

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-palette]')) togglePalette();
});

customElements.define('sa-palette', Palette);
