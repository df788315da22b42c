// <slider> and <progress>.

import type { Json } from '../../protocol/json.ts';
import { Builtin, define, nameControl, part } from './base.ts';
import type { Field } from './form.ts';

class Slider extends Builtin implements Field {
  private readonly native = document.createElement('input');
  private readonly shown = document.createElement('span');

  constructor() {
    super();
    this.native.type = 'range';
    this.native.value = '0';
    this.shown.setAttribute('aria-hidden', 'true');
    this.native.addEventListener('input', () => {
      this.draw();
      this.emit('changing', { value: Number(this.native.value) });
    });
    this.native.addEventListener('change', () => {
      const value = Number(this.native.value);
      this.values['value'] = value;
      this.emit('change', { value }, { value });
    });
  }
  connectedCallback(): void {
    if (this.native.parentNode !== this) this.append(this.native, this.shown);
    nameControl(this, this.native);
    this.changed('value');
  }
  protected override changed(name: string): void {
    const { native } = this;
    native.min = String(this.number('min', 0));
    native.max = String(this.number('max', 100));
    native.step = String(this.number('step', 1));
    if (/^(value|min|max|step)$/.test(name)) native.value = String(this.number('value', 0));
    native.disabled = this.flag('disabled');
    this.draw();
  }
  override styled(): void {
    this.draw();
  }
  private draw(): void {
    const { native } = this;
    const [low, high] = [Number(native.min), Number(native.max)];
    const share = high > low ? ((Number(native.value) - low) / (high - low)) * 100 : 0;
    const looks = {
      '--wx-share': `${share}%`,
      '--wx-colour': this.text('active-color') || this.text('selected-color'),
      '--wx-back': this.text('background-color') || this.text('color'),
      '--wx-block': this.text('block-color'),
      '--wx-block-size': `${Math.min(28, Math.max(12, this.number('block-size', 28)))}px`,
    };
    for (const [name, value] of Object.entries(looks)) if (value) this.style.setProperty(name, value);
    this.shown.hidden = !this.flag('show-value');
    this.shown.textContent = native.value;
  }
  formValue(): Json {
    return Number(this.native.value);
  }
  formReset(): void {
    this.native.value = String(this.number('min', 0));
    this.draw();
  }
}

class Progress extends Builtin {
  private readonly rail = document.createElement('div');
  private readonly bar = part(this.rail, 'i');
  private readonly info = document.createElement('span');
  private timer = 0;

  connectedCallback(): void {
    this.rail.className = 'wx-rail';
    if (this.rail.parentNode !== this) this.append(this.rail, this.info);
    if (!this.hasAttribute('role')) this.setAttribute('role', 'progressbar');
    if (!this.hasAttribute('aria-label')) this.setAttribute('aria-label', 'Progress');
    this.look();
    this.move();
  }
  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }
  protected override changed(name: string): void {
    if (!this.isConnected) return;
    this.look();
    if (name === 'percent') this.move();
  }
  private look(): void {
    const { rail, bar, info } = this;
    const px = (name: string, fallback: number) => `${this.number(name, fallback)}px`;
    bar.style.background = this.text('active-color') || this.text('color');
    rail.style.height = px('stroke-width', 6);
    rail.style.background = this.text('background-color');
    rail.style.borderRadius = px('border-radius', 0);
    bar.style.borderRadius = px('border-radius', 0);
    info.hidden = !this.flag('show-info');
    info.style.fontSize = px('font-size', 16);
  }
  private move(): void {
    const percent = Math.max(0, Math.min(100, this.number('percent', 0)));
    const { bar } = this;
    clearTimeout(this.timer);
    if (this.flag('active') && percent > 0) {
      const from = this.text('active-mode', 'backwards') === 'forwards' ? Number.parseFloat(bar.style.width) || 0 : 0;
      const ms = Math.abs(percent - from) * Math.max(1, this.number('duration', 30));
      bar.style.transition = 'none';
      bar.style.width = `${from}%`;
      bar.getBoundingClientRect();
      bar.style.transition = `width ${ms}ms linear`;
      this.timer = window.setTimeout(() => this.emit('activeend', { curPercent: percent }), ms);
    } else bar.style.transition = 'none';
    bar.style.width = `${percent}%`;
    this.info.textContent = `${percent}%`;
    this.setAttribute('aria-valuenow', String(percent));
  }
}

export function defineRange(): void {
  define('slider', Slider);
  define('progress', Progress);
}
