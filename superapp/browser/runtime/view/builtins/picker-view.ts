// <picker-view> and its columns: lists that snap to a row; the middle one is chosen.

import { Builtin, define, part } from './base.ts';

const ROW_PX = 34;
const SETTLE_MS = 120;

class PickerView extends Builtin {
  private indicator: HTMLElement | null = null;

  connectedCallback(): void {
    this.indicator ??= part(this, 'div', 'wx-indicator');
    queueMicrotask(() => this.place());
  }
  protected override changed(name: string): void {
    if (name === 'value') queueMicrotask(() => this.place());
    else if (name === 'indicator-class' && this.indicator)
      this.indicator.className = `wx-indicator ${this.text('indicator-class')}`;
  }
  settled(): void {
    const value = this.columns().map((one) => one.index());
    if (value.join() === this.list('value').join()) return;
    this.values['value'] = value;
    this.emit('change', { value }, { value });
  }
  private columns(): Column[] {
    return [...this.querySelectorAll<HTMLElement>('wx-picker-view-column')].filter(
      (one): one is Column => one instanceof Column,
    );
  }
  private place(): void {
    this.columns().forEach((column, index) => {
      column.go(Number(this.list('value')[index]) || 0);
    });
  }
}

class Column extends Builtin {
  private timer = 0;

  constructor() {
    super();
    this.addEventListener('scroll', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => (this.closest('wx-picker-view') as PickerView | null)?.settled(), SETTLE_MS);
    });
  }
  connectedCallback(): void {
    if (this.querySelector('.wx-pad')) return;
    const pad = document.createElement('i');
    pad.className = 'wx-pad';
    this.prepend(pad);
    this.append(pad.cloneNode());
  }
  private row(): number {
    const row = [...this.children].find((one) => !one.classList.contains('wx-pad'));
    return row?.getBoundingClientRect().height || ROW_PX;
  }
  index(): number {
    return Math.max(0, Math.round(this.scrollTop / this.row()));
  }
  go(index: number): void {
    this.scrollTop = index * this.row();
  }
}

export function definePickerView(): void {
  define('picker-view', PickerView);
  define('picker-view-column', Column);
}
