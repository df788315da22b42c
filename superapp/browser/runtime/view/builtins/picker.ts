// <picker>: a sheet with wheels. Modes selector, multiSelector, time, date and region; picker-columns.ts knows what
// stands in each column and what the choice is called.

import type { Json } from '../../protocol/json.ts';
import { isObject } from '../../protocol/json.ts';
import { Builtin, define, keyed, part } from './base.ts';
import type { Field } from './form.ts';
import { type Columns, dateColumns, regionColumns, timeColumns } from './picker-columns.ts';
import { openSheet, type Sheet } from './sheet.ts';
import { Wheel } from './wheel.ts';

const ROW_PX = 44;
const ROWS_MAX = 5_000;

type Chosen = { index: number; text: string };
type Drawn = { wheel: Wheel; column: HTMLElement; labels: string[] };

class Picker extends Builtin implements Field {
  private sheet: Sheet | null = null;
  private drawn: Drawn[] = [];
  private district: HTMLInputElement | null = null;

  constructor() {
    super();
    this.addEventListener('click', () => this.open());
  }
  connectedCallback(): void {
    keyed(this, 'button');
    this.setAttribute('aria-haspopup', 'dialog');
    this.tabIndex = this.flag('disabled') ? -1 : 0;
  }
  disconnectedCallback(): void {
    this.sheet?.close();
    this.sheet = null;
  }
  protected override changed(name: string): void {
    if (name === 'disabled') {
      this.tabIndex = this.flag('disabled') ? -1 : 0;
      this.setAttribute('aria-disabled', String(this.flag('disabled')));
    }
    // A program fills the second column when the first one turns.
    if (this.sheet && this.mode === 'multiSelector' && (name === 'range' || name === 'value'))
      queueMicrotask(() => this.fill(name === 'value' ? this.given() : this.columns(this.chosen())));
  }
  activate(): void {
    this.open();
  }
  formValue(): Json {
    const { mode } = this;
    if (this.values['value'] === undefined || this.values['value'] === null) {
      return mode === 'selector' ? null : mode === 'multiSelector' || mode === 'region' ? [] : '';
    }
    return this.values['value'] as Json;
  }
  formReset(): void {
    this.values['value'] = null;
  }

  private get mode(): string {
    return this.text('mode', 'selector');
  }

  private open(): void {
    if (this.flag('disabled') || this.sheet) return;
    const closed = () => {
      this.sheet = null;
      this.drawn = [];
      this.district = null;
    };
    this.sheet = openSheet(
      this.text('header-text'),
      () => {
        closed();
        this.emit('cancel', {});
      },
      () => {
        const { value, more } = this.columns(this.chosen());
        // What lies below a city is typed.
        if (this.district && Array.isArray(value)) value.push(this.district.value.trim());
        closed();
        this.values['value'] = value;
        this.emit('change', { value, ...more }, { value });
      },
    );
    this.fill(this.given());
    if (this.mode === 'region' && /^(region|sub-district)$/.test(this.text('level', 'region'))) {
      this.district = part(this.sheet.body, 'input') as HTMLInputElement;
      this.district.value = String(this.list('value')[2] ?? '');
      this.district.placeholder = 'District';
      this.district.setAttribute('aria-label', 'District');
    }
    this.drawn[0]?.column.focus();
  }

  /** What stands in the wheels when these rows are chosen; null: as the `value` property says. */
  private columns(chosen: Chosen[] | null): Columns {
    const now = chosen?.map((one) => one.text) ?? null;
    const text = (name: string, fallback = '') => this.text(name, fallback);
    switch (this.mode) {
      case 'time':
        return timeColumns(now, text('value'), text('start'), text('end'));
      case 'date':
        return dateColumns(now, text('value'), text('start'), text('end'), text('fields', 'day'));
      case 'region':
        return regionColumns(now, this.list('value').map(String), text('custom-item'), text('level', 'region'));
      default: {
        const many = this.mode === 'multiSelector';
        const labels = (many ? this.list('range') : [this.values['range']]).slice(0, 8).map((one) => this.labels(one));
        const given = many ? this.list('value').map(Number) : [this.number('value', 0)];
        const indexes = labels.map((_, column) => (chosen ? chosen[column]?.index : given[column]) || 0);
        // The platform gives the index of a selector as text.
        return { labels, indexes, names: [], value: many ? indexes : String(indexes[0] ?? 0), more: {} };
      }
    }
  }
  private given(): Columns {
    return this.columns(null);
  }
  private chosen(): Chosen[] {
    return this.drawn.map(({ wheel, labels }) => ({ index: wheel.chosen, text: labels[wheel.chosen] ?? '' }));
  }

  private fill({ labels, indexes, names }: Columns): void {
    if (!this.sheet) return;
    labels.forEach((list, at) => {
      const drawn = this.drawn[at] ?? this.draw(at, names[at] ?? '');
      if (drawn.labels.join('\n') !== list.join('\n')) {
        drawn.labels = list;
        drawn.column.replaceChildren(
          ...list.map((label) => {
            const row = document.createElement('div');
            row.textContent = label;
            return row;
          }),
        );
        drawn.wheel.go(indexes[at] ?? 0);
      } else if (drawn.wheel.chosen !== (indexes[at] ?? 0)) drawn.wheel.go(indexes[at] ?? 0);
    });
  }

  private draw(at: number, name: string): Drawn {
    const column = part((this.sheet as Sheet).body, 'div', 'wx-wheel');
    const made: Drawn = {
      column,
      labels: [],
      wheel: new Wheel({
        column,
        count: () => column.children.length,
        rowHeight: () => column.firstElementChild?.getBoundingClientRect().height || ROW_PX,
        text: (index) => column.children[index]?.textContent ?? '',
        settled: (index) => this.turned(at, index),
      }),
    };
    column.setAttribute('aria-label', name || `Column ${at + 1}`);
    this.drawn[at] = made;
    return made;
  }

  private turned(column: number, index: number): void {
    if (this.mode === 'multiSelector') this.emit('columnchange', { column, value: index });
    else if (this.mode !== 'selector') this.fill(this.columns(this.chosen()));
  }

  private labels(range: unknown): string[] {
    const options = Array.isArray(range) ? range : isObject(range) ? Object.values(range) : [];
    const key = this.text('range-key');
    return options
      .slice(0, ROWS_MAX)
      .map((option) => (isObject(option) ? String(option[key] ?? '') : String(option ?? '')));
  }
}

export function definePicker(): void {
  define('picker', Picker);
}
