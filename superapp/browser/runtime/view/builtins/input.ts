// <input> and <textarea>: the browser's own controls inside, with the platform's events. The hint text is an element of
// its own, because programs style it with a class.

import type { Json } from '../../protocol/json.ts';
import { Builtin, define, styleText } from './base.ts';
import type { Field } from './form.ts';

type Native = HTMLInputElement | HTMLTextAreaElement;

const MODES: { [type: string]: string } = { number: 'numeric', digit: 'decimal', idcard: 'text', tel: 'tel' };
const LENGTH_MAX = 140; // of the platform

abstract class TextField extends Builtin implements Field {
  protected native: Native;
  private hint: HTMLElement;
  private composing = false;

  constructor(tag: 'input' | 'textarea') {
    super();
    this.native = document.createElement(tag);
    this.native.maxLength = LENGTH_MAX;
    this.hint = document.createElement('div');
    this.hint.className = 'wx-hint input-placeholder';
    const { native } = this;
    native.addEventListener('compositionstart', () => {
      this.composing = true;
    });
    native.addEventListener('compositionend', () => {
      this.composing = false;
      this.typed();
    });
    native.addEventListener('input', () => {
      if (!this.composing) this.typed();
    });
    native.addEventListener('focus', () => this.emit('focus', { value: native.value, height: 0 }));
    native.addEventListener('blur', () => {
      this.values['focus'] = false;
      this.emit('blur', { value: native.value, cursor: native.selectionEnd ?? 0 });
    });
    native.addEventListener('keydown', (event) => this.key(event as KeyboardEvent));
  }

  connectedCallback(): void {
    if (this.native.parentNode !== this) this.append(this.hint, this.native);
    this.showHint();
    if (this.flag('focus') || this.flag('auto-focus')) this.native.focus();
  }

  protected override changed(name: string, value: unknown): void {
    const { native } = this;
    if (name === 'value') {
      const text = value === undefined || value === null ? '' : String(value);
      if (native.value !== text) native.value = text;
      this.grow();
    } else if (name === 'disabled') native.disabled = this.flag('disabled');
    else if (name === 'placeholder') this.hint.textContent = this.text('placeholder');
    else if (name === 'placeholder-style') this.hint.style.cssText = styleText(value);
    else if (name === 'placeholder-class') this.hint.className = `wx-hint ${this.text('placeholder-class')}`;
    else if (name === 'maxlength') native.maxLength = this.number('maxlength', LENGTH_MAX);
    else if (name === 'focus' && this.isConnected) this.flag('focus') ? native.focus() : native.blur();
    else if (name === 'confirm-type') native.enterKeyHint = this.text('confirm-type', 'done');
    if (name === 'placeholder') native.setAttribute('aria-label', this.text('placeholder'));
    this.showHint();
  }

  formValue(): Json {
    return this.native.value;
  }
  formReset(): void {
    this.native.value = '';
    this.showHint();
  }
  activate(): void {
    this.native.focus();
  }

  private typed(): void {
    const { native } = this;
    this.showHint();
    this.grow();
    const { value } = native;
    this.values['value'] = value;
    this.emit('input', { value, cursor: native.selectionEnd ?? value.length, keyCode: 0 }, { value });
  }

  private showHint(): void {
    this.hint.hidden = this.native.value !== '';
    this.hint.style.display = this.hint.hidden ? 'none' : '';
  }

  protected key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    this.emit('confirm', { value: this.native.value });
    if (!this.flag('confirm-hold')) this.native.blur();
  }
  protected grow(): void {}
}

class Input extends TextField {
  constructor() {
    super('input');
  }
  protected override changed(name: string, value: unknown): void {
    if (name === 'type' || name === 'password') {
      const type = this.text('type', 'text');
      (this.native as HTMLInputElement).type = this.flag('password') || type === 'safe-password' ? 'password' : 'text';
      this.native.inputMode = MODES[type] ?? 'text';
    }
    super.changed(name, value);
  }
}

class Textarea extends TextField {
  constructor() {
    super('textarea');
  }
  protected override key(event: KeyboardEvent): void {
    if (this.text('confirm-type', 'return') !== 'return') super.key(event);
  }
  protected override grow(): void {
    if (!this.flag('auto-height')) return;
    this.native.style.height = 'auto';
    const height = this.native.scrollHeight;
    this.native.style.height = '100%';
    this.style.height = `${height}px`;
    this.emit('linechange', {
      height,
      lineCount: Math.round(height / Number.parseFloat(getComputedStyle(this).lineHeight)) || 1,
    });
  }
  override connectedCallback(): void {
    super.connectedCallback();
    this.grow();
  }
}

export function defineInput(): void {
  define('input', Input);
  define('textarea', Textarea);
}
