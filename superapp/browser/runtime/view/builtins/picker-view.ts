// <picker-view> and its columns: lists of the program's own rows that snap to a row; the middle one is chosen.

import { Builtin, define, styleText } from './base.ts';
import { Wheel } from './wheel.ts';

const ROW_PX = 34;

class PickerView extends Builtin {
  private readonly mask = document.createElement('div');
  private readonly indicator = document.createElement('div');
  private placed = false;
  private watcher: ResizeObserver | null = null;

  connectedCallback(): void {
    let height = 0;
    // A page that is not shown yet cannot scroll.
    this.watcher ??= new ResizeObserver(() => {
      if (height === 0 && this.clientHeight > 0) this.place();
      height = this.clientHeight;
    });
    this.watcher.observe(this);
    if (this.indicator.parentNode !== this) this.append(this.mask, this.indicator);
    this.dress();
    queueMicrotask(() => this.place());
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }
  protected override changed(name: string): void {
    if (name === 'value') queueMicrotask(() => this.place());
    else if (/^(indicator|mask)-/.test(name)) this.dress();
  }
  picked(what: 'pickstart' | 'pickend'): void {
    this.emit(what, {});
  }
  settled(): void {
    const value = this.columns().map((one) => one.chosen);
    if (value.join() === this.list('value').join()) return;
    this.values['value'] = value;
    this.emit('change', { value }, { value });
  }
  rows(): void {
    if (this.placed) queueMicrotask(() => this.place());
  }
  private columns(): Column[] {
    return [...this.querySelectorAll<HTMLElement>('wx-picker-view-column')].filter(
      (one): one is Column => one instanceof Column,
    );
  }
  private dress(): void {
    this.mask.className = `wx-mask ${this.text('mask-class')}`;
    this.mask.style.cssText = styleText(this.values['mask-style']);
    this.indicator.className = `wx-indicator ${this.text('indicator-class')}`;
    this.indicator.style.cssText = styleText(this.values['indicator-style']);
    if (!this.isConnected) return;
    // The rows are as high as the band in the middle.
    const row = this.indicator.offsetHeight || ROW_PX;
    this.style.setProperty('--wx-row', `${row}px`);
  }
  override styled(): void {
    this.dress();
  }
  private place(): void {
    this.dress();
    this.placed = true;
    this.columns().forEach((column, index) => {
      if (!column.hasAttribute('aria-label')) column.setAttribute('aria-label', `Column ${index + 1}`);
      column.go(Number(this.list('value')[index]) || 0);
    });
  }
}

class Column extends Builtin {
  private wheel: Wheel | null = null;
  private watcher: MutationObserver | null = null;

  connectedCallback(): void {
    this.wheel ??= new Wheel({
      column: this,
      count: () => this.children.length,
      rowHeight: () => this.firstElementChild?.getBoundingClientRect().height || ROW_PX,
      text: (index) => this.children[index]?.textContent?.trim() ?? '',
      turning: () => this.owner?.picked('pickstart'),
      settled: () => {
        this.owner?.settled();
        this.owner?.picked('pickend');
      },
    });
    // Days come and go with the month.
    this.watcher ??= new MutationObserver(() => this.owner?.rows());
    this.watcher.observe(this, { childList: true });
  }
  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }
  get chosen(): number {
    return this.wheel?.chosen ?? 0;
  }
  go(index: number): void {
    this.wheel?.go(index);
  }
  private get owner(): PickerView | null {
    const found = this.closest('wx-picker-view');
    return found instanceof PickerView ? found : null;
  }
}

export function definePickerView(): void {
  define('picker-view', PickerView);
  define('picker-view-column', Column);
}
