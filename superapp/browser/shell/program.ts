// <sa-program appid path>: opens a program where it stands. It shows its state as attributes (data-appid, data-page,
// data-state="loading|ready|crashed|closed") and holds the chrome, the frame and the layer of dialogs. Looks:
// static/program.css. The work is done by runtime/host.

import { make } from '../runtime/host/dom.ts';
import { ProgramHost } from '../runtime/host/program.ts';
import { codeOf, OpenFailed, openProgram } from '../runtime/host/wire.ts';
import { openCashier } from './cashier.ts';

export class Program extends HTMLElement {
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

  private async open(): Promise<void> {
    const turn = ++this.turn;
    const appid = this.getAttribute('appid') ?? '';
    this.dataset['appid'] = appid;
    this.dataset['state'] = 'loading';
    this.replaceChildren(this.waiting());
    try {
      const opened = await openProgram(appid, this.getAttribute('path') ?? '');
      const code = await codeOf(opened);
      if (turn !== this.turn) return;
      const host = new ProgramHost(
        opened,
        code,
        this,
        {
          state: (state) => {
            this.dataset['state'] = state;
          },
          page: (page) => {
            this.dataset['page'] = page.path;
          },
          closed: () => this.dispatchEvent(new CustomEvent('program-closed', { bubbles: true })),
        },
        openCashier,
      );
      this.host = host;
      this.replaceChildren(host.chrome.bar, host.frame, host.chrome.tabBar, host.chrome.capsule, host.dialogs.layer);
      host.start();
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  private waiting(): HTMLElement {
    return make(
      'p',
      { class: 'program-waiting', role: 'status' },
      make('i', { class: 'program-turning' }),
      this.dataset['name'] ?? 'Opening',
    );
  }

  private failed(error: unknown): void {
    this.dataset['state'] = 'crashed';
    const why = error instanceof OpenFailed ? error.message : 'The program could not be opened.';
    const again = make('button', { class: 'button', type: 'button', click: () => void this.open() }, 'Try again');
    this.replaceChildren(make('div', { class: 'program-failed', role: 'alert' }, make('p', {}, why), again));
    if (!(error instanceof OpenFailed)) console.error(error);
  }
}

customElements.define('sa-program', Program);
