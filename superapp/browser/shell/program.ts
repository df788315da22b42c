// <sa-program appid path scene>: opens a program where it stands. It shows its state as attributes (data-appid, data-page,
// data-state="loading|ready|crashed|closed") and holds the chrome, the frame and the layer of dialogs. A program that this
// one opens lies over it, as an <sa-program> inside. Looks: static/program.css. The work is done by runtime/host.

import type { Visit } from '../runtime/host/abilities/ability.ts';
import { make } from '../runtime/host/dom.ts';
import { PLAIN_ENTRY, ProgramHost } from '../runtime/host/program.ts';
import { codeOf, OpenFailed, openProgram } from '../runtime/host/wire.ts';
import type { Opened } from '../runtime/host/without_network.ts';
import type { JsonObject } from '../runtime/protocol/json.ts';
import type { Enter, LogLine } from '../runtime/protocol/messages.ts';
import { t } from '../say.ts';
import { NOTHING } from './amounts.ts';
import { openCashier } from './cashier.ts';
import { keepProgram, keepStorage, keptProgram, mayFrameKept } from './kept_programs.ts';
import { openMoneySheet } from './money_sheet.ts';

const FROM_PROGRAM_BACK = 1038;

export class Program extends HTMLElement {
  /** How it is opened, when more is known than the attributes say. */
  entry: Enter | null = null;
  /** Tells whoever opened this program over itself that it is done, and what it hands back. */
  onleft: ((extraData: JsonObject) => void) | null = null;
  private host: ProgramHost | null = null;
  private turn = 0;

  connectedCallback(): void {
    if (!this.host) void this.open();
  }

  disconnectedCallback(): void {
    // Moved within the page counts as closed too: a frame that moves loads again.
    this.turn++;
    this.host?.close();
    this.host = null;
  }

  /** Closes the program; works whatever the program does. */
  close(): void {
    this.host?.close();
  }

  restart(): void {
    this.host?.restart();
  }

  /** Another page of this program while it is open: a hot start. */
  enter(entry: Enter): void {
    this.querySelector<Program>(':scope > sa-program')?.remove();
    this.uncover();
    if (this.host) this.host.enter(entry);
    else this.entry = entry;
  }

  private async open(): Promise<void> {
    const turn = ++this.turn;
    const appid = this.getAttribute('appid') ?? '';
    const entry = this.entry ?? {
      ...PLAIN_ENTRY,
      path: this.getAttribute('path') ?? '',
      scene: Number(this.getAttribute('scene')) || PLAIN_ENTRY.scene,
    };
    this.dataset['appid'] = appid;
    this.dataset['state'] = 'loading';
    this.replaceChildren(this.waiting());
    try {
      const opened = await this.ask(appid, entry.path);
      if (!opened) return;
      const code = await codeOf(opened);
      if (turn !== this.turn) return;
      const host = new ProgramHost(
        opened,
        code,
        this,
        {
          state: (state) => {
            this.dataset['state'] = state;
            if (state === 'ready' && opened.session) void keepProgram(opened);
          },
          page: (page) => {
            this.dataset['page'] = page.path;
            this.dataset['query'] = page.query;
          },
          log: (line) => this.say(line),
          stored: (keys) => {
            opened.storage = { ...opened.storage, keys };
            keepStorage(appid, keys);
          },
          closed: () => this.leave({}),
          visit: (visit) => this.visit(visit),
          contact: (conversation) =>
            this.dispatchEvent(new CustomEvent('program-contact', { detail: conversation, bubbles: true })),
          key: (key) => this.dispatchEvent(new CustomEvent('program-key', { detail: key, bubbles: true })),
          back: (extraData) => {
            if (!this.onleft) return false;
            host.end();
            this.leave(extraData);
            return true;
          },
          reopen: () => {
            host.end();
            this.host = null;
            void this.open();
          },
        },
        { cashier: openCashier, fill: (conversation, wish) => openMoneySheet(conversation, NOTHING, wish) },
        entry,
      );
      this.host = host;
      this.replaceChildren(host.chrome.bar, host.frame, host.chrome.tabBar, host.chrome.capsule, host.dialogs.layer);
      host.start();
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  /** From the server, or from what this device keeps. Null when the page that can show a kept program takes over. */
  private async ask(appid: string, path: string): Promise<Opened | null> {
    try {
      return await openProgram(appid, path);
    } catch (error) {
      if (error instanceof OpenFailed) throw error;
      if (mayFrameKept()) {
        const kept = await keptProgram(appid, path);
        if (kept) return kept;
      } else if (document.querySelector('.shell')) {
        location.assign(`/p/${appid}${path ? `?path=${encodeURIComponent(path)}` : ''}`);
        return null;
      }
      throw new OpenFailed(t('There is no network, and this program is not kept on this device.'), 0);
    }
  }

  private leave(extraData: JsonObject): void {
    this.host = null;
    this.onleft?.(extraData);
    this.dispatchEvent(new CustomEvent('program-closed', { bubbles: this.onleft === null }));
  }

  /** Opens a program over this one; one that lies below already comes to the front instead. */
  private visit({ appid, ...entry }: Visit): void {
    for (let at: Element | null = this; at instanceof Program; at = at.parentElement) {
      if (at.getAttribute('appid') === appid) {
        at.enter(entry);
        return;
      }
    }
    const over = document.createElement('sa-program') as Program;
    over.setAttribute('appid', appid);
    over.entry = entry;
    over.onleft = (extraData) => {
      over.remove();
      this.uncover();
      this.host?.enter({ path: '', scene: FROM_PROGRAM_BACK, referrerInfo: { appId: appid, extraData } });
    };
    this.host?.cover();
    for (const child of this.children) child.toggleAttribute('inert', true);
    this.append(over);
  }

  private uncover(): void {
    for (const child of this.children) child.removeAttribute('inert');
  }

  /** To the browser's console, and to whoever develops the program (browser/dev). */
  private say(line: LogLine): void {
    const { level, text, at } = line;
    const place = at === '' || text.includes(at) ? '' : ` (${at})`;
    console[level](`[${this.dataset['appid']}] ${text}${place}`);
    this.dispatchEvent(new CustomEvent<LogLine>('program-log', { detail: line, bubbles: true }));
  }

  private waiting(): HTMLElement {
    return make(
      'p',
      { class: 'program-waiting', role: 'status' },
      make('i', { class: 'program-turning' }),
      this.dataset['name'] ?? t('Opening'),
    );
  }

  private failed(error: unknown): void {
    this.dataset['state'] = 'crashed';
    const why = error instanceof OpenFailed ? error.message : t('The program could not be opened.');
    // A card may be older than the program: its page is gone, the program is not.
    const isPageGone = error instanceof OpenFailed && error.code === 'page_unknown';
    if (isPageGone) this.removeAttribute('path');
    const words = isPageGone ? t('Go to the start') : t('Try again');
    const again = make('button', { class: 'button', type: 'button', click: () => void this.open() }, words);
    const back = this.onleft
      ? [make('button', { class: 'button', type: 'button', click: () => this.leave({}) }, t('Back'))]
      : [];
    this.replaceChildren(make('div', { class: 'program-failed', role: 'alert' }, make('p', {}, why), again, ...back));
    if (!(error instanceof OpenFailed)) console.error(error);
  }
}

customElements.define('sa-program', Program);
