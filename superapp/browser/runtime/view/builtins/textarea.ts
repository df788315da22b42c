// <textarea>: several lines; grows with its text on demand and says how many lines it has.

import { define } from './base.ts';
import { TextField } from './input.ts';

class Textarea extends TextField {
  private lines = 0;
  private watcher: ResizeObserver | null = null;

  constructor() {
    super('textarea');
  }
  override connectedCallback(): void {
    super.connectedCallback();
    let width = 0;
    // A page that is not shown yet has no width; one that turns has another.
    this.watcher ??= new ResizeObserver(() => {
      if (this.clientWidth === width) return;
      width = this.clientWidth;
      this.grow();
    });
    this.watcher.observe(this);
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }
  protected override changed(name: string, value: unknown): void {
    super.changed(name, value);
    if (name === 'auto-height' || name === 'placeholder') this.grow();
  }
  protected override key(event: KeyboardEvent): void {
    if (this.text('confirm-type', 'return') !== 'return') super.key(event);
  }
  protected override grow(): void {
    const { native } = this;
    if (!this.isConnected || this.clientWidth === 0) return;
    const style = getComputedStyle(native);
    const lineHeight = Number.parseFloat(style.lineHeight) || Number.parseFloat(style.fontSize) * 1.2 || 20;
    native.style.height = '0';
    const height = Math.max(native.scrollHeight, Math.ceil(lineHeight));
    native.style.height = '';
    if (this.flag('auto-height')) {
      const outer = getComputedStyle(this);
      const around = ['paddingTop', 'paddingBottom', 'borderTopWidth', 'borderBottomWidth'] as const;
      const extra =
        outer.boxSizing === 'border-box' ? around.reduce((sum, one) => sum + Number.parseFloat(outer[one]), 0) : 0;
      this.style.height = `${height + extra}px`;
    }
    const lineCount = Math.max(1, Math.round(height / lineHeight));
    if (lineCount === this.lines) return;
    this.lines = lineCount;
    this.emit('linechange', { height, heightRpx: (height * 750) / innerWidth, lineCount, lineHeight });
  }
}

export function defineTextarea(): void {
  define('textarea', Textarea);
}
