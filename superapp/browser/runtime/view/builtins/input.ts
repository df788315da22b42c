// What <input> and <textarea> share: the browser's own control inside, with the platform's events. The hint text is an
// element of its own, because programs style it with a class.

import { isObject, type Json } from '../../protocol/json.ts';
import { Builtin, define, nameControl, styleText } from './base.ts';
import type { Field } from './form.ts';

const MODES: { [type: string]: string } = { number: 'numeric', digit: 'decimal', idcard: 'text', tel: 'tel' };
/** What the platform's keyboards have no key for. */
const NO_KEY: { [type: string]: RegExp } = { number: /[^\d]/g, digit: /[^\d.]/g, idcard: /[^\dxX]/g };
const LENGTH_MAX = 140; // of the platform
const ECHO_MS = 2_000; // within which a program answers

export abstract class TextField extends Builtin implements Field {
  protected native: HTMLInputElement | HTMLTextAreaElement;
  private hint: HTMLElement;
  private composing = false;
  private lastKey = 0;
  private told: { value: string; at: number }[] = [];

  constructor(tag: 'input' | 'textarea') {
    super();
    const native = document.createElement(tag);
    this.native = native;
    native.maxLength = LENGTH_MAX;
    native.autocomplete = 'off';
    this.hint = document.createElement('div');
    this.hint.className = 'wx-hint input-placeholder';
    this.hint.setAttribute('aria-hidden', 'true');
    for (const phase of ['start', 'update', 'end']) {
      native.addEventListener(`composition${phase}`, (event) => {
        this.composing = phase !== 'end';
        this.showHint();
        this.emit(`keyboardcomposition${phase}`, { data: (event as CompositionEvent).data });
        if (phase === 'end') this.typed();
      });
    }
    native.addEventListener('input', () => {
      if (!this.composing) this.typed();
    });
    native.addEventListener('focus', () => this.emit('focus', { value: native.value, height: 0 }));
    native.addEventListener('blur', () => this.left());
    native.addEventListener('keydown', (event) => this.key(event as KeyboardEvent));
    native.addEventListener('select', () => {
      const [selectionStart, selectionEnd] = [native.selectionStart ?? 0, native.selectionEnd ?? 0];
      this.emit('selectionchange', { selectionStart, selectionEnd });
    });
    this.addEventListener('click', (event) => {
      if (event.target !== native) native.focus();
    });
  }

  connectedCallback(): void {
    if (this.native.parentNode !== this) this.append(this.hint, this.native);
    this.showHint();
    nameControl(this, this.native, this.text('placeholder'));
    if (this.flag('focus') || this.flag('auto-focus')) queueMicrotask(() => this.takeFocus());
  }

  protected override changed(name: string, value: unknown): void {
    const { native } = this;
    if (name === 'value') this.given(value === undefined || value === null ? '' : String(value));
    else if (name === ':replaced') this.replaced(value);
    else if (name === 'disabled') native.disabled = this.flag('disabled');
    else if (name === 'placeholder') {
      this.hint.textContent = this.text('placeholder');
      if (this.isConnected) nameControl(this, native, this.text('placeholder'));
    } else if (name === 'placeholder-style') this.hint.style.cssText = styleText(value);
    else if (name === 'placeholder-class') this.hint.className = `wx-hint ${this.text('placeholder-class')}`;
    else if (name === 'maxlength') this.limit();
    else if (name === 'focus') this.flag('focus') ? queueMicrotask(() => this.takeFocus()) : native.blur();
    else if (name === 'cursor') this.select();
    else if (name === 'selection-end' || name === 'selection-start') queueMicrotask(() => this.select());
    else if (name === 'cursor-color') native.style.caretColor = this.text('cursor-color');
    else if (name === 'confirm-type') native.enterKeyHint = enterKey(this.text('confirm-type', 'done'));
    this.showHint();
  }

  formValue(): Json {
    return this.native.value;
  }
  formReset(): void {
    this.write('');
  }
  activate(): void {
    this.native.focus();
  }

  /** A program that writes back what was typed answers for a text that may have grown since. */
  private given(text: string): void {
    const since = performance.now() - ECHO_MS;
    this.told = this.told.filter((one) => one.at > since);
    const at = this.told.findLastIndex((one) => one.value === text);
    const later = at >= 0 && at < this.told.length - 1;
    this.told = this.told.slice(at + 1);
    if (later) this.values['value'] = this.native.value;
    else this.write(text);
  }

  /** What the handler of `input` returned; it counts for the text it was called with. */
  private replaced(value: unknown): void {
    const { from, value: to, cursor } = isObject(value) ? value : {};
    if (this.native.value !== from || typeof to !== 'string') return;
    this.values['value'] = to;
    this.write(to);
    const at = typeof cursor === 'number' ? cursor : to.length;
    if (document.activeElement === this.native) this.native.setSelectionRange(at, at);
  }

  private write(text: string): void {
    const { native } = this;
    const most = native.maxLength;
    const shown = most >= 0 ? text.slice(0, most) : text;
    if (native.value !== shown) native.value = shown;
    this.showHint();
    this.grow();
  }

  private limit(): void {
    const most = this.number('maxlength', LENGTH_MAX);
    if (most < 0) this.native.removeAttribute('maxlength');
    else this.native.maxLength = most;
  }

  private takeFocus(): void {
    if (!this.isConnected || this.native.disabled || document.activeElement === this.native) return;
    this.native.focus();
    if (this.number('cursor', -1) < 0 && this.number('selection-start', -1) < 0) {
      const end = this.native.value.length;
      this.native.setSelectionRange(end, end);
    } else this.select();
  }

  private select(): void {
    if (document.activeElement !== this.native) return;
    const [from, to, cursor] = ['selection-start', 'selection-end', 'cursor'].map((name) => this.number(name, -1));
    if (from !== undefined && to !== undefined && from >= 0 && to >= 0) this.native.setSelectionRange(from, to);
    else if (cursor !== undefined && cursor >= 0) this.native.setSelectionRange(cursor, cursor);
  }

  private typed(): void {
    const { native } = this;
    const foreign = NO_KEY[this.text('type')];
    if (foreign && native.value.search(foreign) >= 0) {
      const before = native.value.slice(0, native.selectionEnd ?? 0).replace(foreign, '').length;
      native.value = native.value.replace(foreign, '');
      native.setSelectionRange(before, before);
    }
    this.showHint();
    this.grow();
    const { value } = native;
    if (value === this.values['value']) return;
    this.values['value'] = value;
    this.told.push({ value, at: performance.now() });
    this.emit('input', { value, cursor: native.selectionEnd ?? value.length, keyCode: this.lastKey }, { value });
  }

  private left(): void {
    const { value, selectionEnd } = this.native;
    this.values['focus'] = false;
    const safe = this.text('type') === 'safe-password';
    // The platform encrypts what is typed there; a page that is not the platform has no key.
    const secret = safe ? { encryptedValue: '', encryptError: 'not supported' } : {};
    this.emit('blur', { value: safe ? '' : value, cursor: selectionEnd ?? 0, ...secret });
    // Nobody reviews names here: the platform says so with a review that ran out of time.
    if (this.text('type') === 'nickname') this.emit('nicknamereview', { pass: true, timeout: true });
  }

  private showHint(): void {
    this.hint.style.display = this.native.value !== '' || this.composing ? 'none' : '';
  }

  protected key(event: KeyboardEvent): void {
    this.lastKey = event.keyCode;
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
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
      const native = this.native as HTMLInputElement;
      native.type = this.flag('password') || /password$/.test(type) ? 'password' : 'text';
      native.inputMode = MODES[type] ?? 'text';
      native.setAttribute('autocomplete', type === 'nickname' ? 'nickname' : 'off');
    }
    super.changed(name, value);
  }
}

function enterKey(type: string): string {
  return type === 'return' ? 'enter' : type;
}

export function defineInput(): void {
  define('input', Input);
}
