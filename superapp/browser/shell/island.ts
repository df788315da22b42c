// The common ground of the shell's islands: drawn into the page itself (no shadow), so that the style sheet and the
// server's own drawing apply; redrawn whenever the chat state changes.
import { LitElement } from 'lit';
import { subscribe } from './store.ts';
import type { Message } from './validate.ts';

export class Island extends LitElement {
  #unsubscribe: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren(); // the server's drawing gives way to the living one, within the same frame
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = subscribe((change) => {
      this.onChange(change.message);
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  /** message: the one that just arrived, when that is what changed. */
  protected onChange(_message: Message | null): void {}
}
