// <slider> and <progress>.

import type { Json } from '../../protocol/json.ts';
import { Builtin, define, part } from './base.ts';
import type { Field } from './form.ts';

class Slider extends Builtin implements Field {
  private readonly native = document.createElement('input');
  private readonly shown = document.createElement('span');

  constructor() {
    super();
    this.native.type = 'range';
    this.native.value = '0';
    this.native.addEventListener('input', () => {
      this.shown.textContent = this.native.value;
      this.emit('changing', { value: Number(this.native.value) });
    });
    this.native.addEventListener('change', () => {
      const value = Number(this.native.value);
      this.emit('change', { value }, { value });
    });
  }
  connectedCallback(): void {
    if (this.native.parentNode !== this) this.append(this.native, this.shown);
    this.changed('value');
  }
  protected override changed(name: string): void {
    const { native } = this;
    native.min = String(this.number('min', 0));
    native.max = String(this.number('max', 100));
    native.step = String(this.number('step', 1));
    if (name === 'value') native.value = String(this.number('value', 0));
    native.disabled = this.flag('disabled');
    const colour = this.text('activeColor') || this.text('active-color') || this.text('selected-color');
    if (colour) this.style.setProperty('--wx-colour', colour);
    this.shown.hidden = !this.flag('show-value');
    this.shown.textContent = native.value;
  }
  formValue(): Json {
    return Number(this.native.value);
  }
  formReset(): void {
    this.native.value = String(this.number('min', 0));
  }
}

class Progress extends Builtin {
  private bar: HTMLElement | null = null;
  private info: HTMLElement | null = null;

  connectedCallback(): void {
    const rail = this.bar?.parentElement ?? part(this, 'div', 'wx-rail');
    this.bar ??= part(rail, 'i');
    this.info ??= part(this, 'span');
    this.setAttribute('role', 'progressbar');
    this.changed();
  }
  protected override changed(): void {
    if (!this.bar || !this.info) return;
    const percent = Math.max(0, Math.min(100, this.number('percent', 0)));
    const rail = this.bar.parentElement as HTMLElement;
    this.bar.style.width = `${percent}%`;
    this.bar.style.background = this.text('activeColor') || this.text('color', '#1769d2');
    this.bar.style.transition = this.flag('active') ? `width ${this.number('duration', 30) * percent}ms linear` : '';
    rail.style.height = `${this.number('stroke-width', 6)}px`;
    rail.style.background = this.text('backgroundColor', '#8883');
    rail.style.borderRadius = `${this.number('border-radius', 0)}px`;
    this.info.hidden = !this.flag('show-info');
    this.info.textContent = `${percent}%`;
    this.setAttribute('aria-valuenow', String(percent));
    if (percent === 100 && this.flag('active')) setTimeout(() => this.emit('activeend', { curPercent: 100 }), 0);
  }
}

export function defineRange(): void {
  define('slider', Slider);
  define('progress', Progress);
}
