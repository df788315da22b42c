// What every built-in component shares: it takes properties by their WXML names through set(), keeps them, and plays
// `animation`. A component names what it reacts to; everything else is only kept. Names are told apart neither by case
// nor by dashes: `formType` and `form-type` are one.

import { isObject, type Json, type JsonObject } from '../../protocol/json.ts';
import { known } from '../nodes.ts';
import { emit } from '../wire.ts';
import { play } from './animation.ts';

export abstract class Builtin extends HTMLElement {
  protected readonly values: { [name: string]: unknown } = {};

  /** Where children of the program go; null: into the element itself. */
  slotNode: HTMLElement | null = null;
  get slotted(): HTMLElement {
    return this.slotNode ?? this;
  }
  /** The element that scrolls. */
  get scroller(): HTMLElement {
    return this;
  }

  set(given: string, value: unknown): void {
    const name = dashed(given);
    this.values[name] = value;
    if (name === 'animation') play(this, value);
    else this.changed(name, value);
  }
  get(name: string): unknown {
    return this.values[dashed(name)];
  }
  /** What a program may have a component do beyond its properties (a video plays); undefined: not this verb. */
  perform(_verb: string, _arg: JsonObject): Json | undefined {
    return undefined;
  }
  /** A property changed. */
  protected changed(_name: string, _value: unknown): void {}
  /** The inline style was replaced as a whole. */
  styled(): void {}

  protected text(name: string, fallback = ''): string {
    const value = this.values[name];
    return value === undefined || value === null ? fallback : String(value);
  }
  protected number(name: string, fallback: number): number {
    const value = this.values[name];
    const number = typeof value === 'string' ? pixels(value) : Number(value);
    return value === undefined || value === null || value === '' || !Number.isFinite(number) ? fallback : number;
  }
  /** `disabled`, `disabled="{{true}}"` and any text but "false" are true. */
  protected flag(name: string, fallback = false): boolean {
    const value = this.values[name];
    if (value === undefined || value === null) return fallback;
    return value === '' || value === 'false' ? value === '' : Boolean(value);
  }
  protected list(name: string): unknown[] {
    const value = this.values[name];
    return Array.isArray(value) ? value : [];
  }

  protected emit(type: string, detail: Json = {}, model?: JsonObject): void {
    emit(this, type, detail, model);
  }
}

export type BuiltinClass = new () => Builtin;

/** A length in CSS pixels: `12`, `12px`, or `24rpx` of which 750 are the width. */
export function pixels(text: string): number {
  const number = Number.parseFloat(text);
  return /rpx\s*$/.test(text) ? (number * innerWidth) / 750 : number;
}

export function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const names = new Set<string>();

export function define(tag: string, made: BuiltinClass): void {
  names.add(tag);
  if (!customElements.get(`wx-${tag}`)) customElements.define(`wx-${tag}`, made);
}

export function isBuiltin(tag: string): boolean {
  return names.has(tag);
}

export function builtIn(target: HTMLElement): Builtin | null {
  return target instanceof Builtin ? target : null;
}

/** The pressed look (`hover-class`): shown after a moment, kept for a moment. */
export function pressable(target: Builtin, start: number, stay: number): void {
  let shown: string[] = [];
  let timer = 0;
  const names = () => {
    const value = String(target.get('hover-class') ?? '');
    return value === 'none' ? [] : value.split(/\s+/).filter(Boolean);
  };
  target.addEventListener('pointerdown', (event) => {
    const wanted = names();
    if (wanted.length === 0 || target.get('disabled') || inner(target, event)) return;
    clearTimeout(timer);
    timer = window.setTimeout(
      () => {
        shown = wanted;
        target.classList.add(...shown);
      },
      number(target.get('hover-start-time'), start),
    );
  });
  const end = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => target.classList.remove(...shown), number(target.get('hover-stay-time'), stay));
  };
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) target.addEventListener(type, end);
}

/** A pressed element inside that asks to keep the look to itself (`hover-stop-propagation`). */
function inner(target: Builtin, event: Event): boolean {
  for (let at = known(event.target as Node); at && at !== target; at = at.parentElement) {
    if (at instanceof Builtin && at.get('hover-stop-propagation') && at.get('hover-class')) return true;
  }
  return false;
}

function number(value: unknown, fallback: number): number {
  const given = Number(value);
  return value === undefined || value === null || !Number.isFinite(given) ? fallback : given;
}

/** Makes a component a button (or a link) of the keyboard. */
export function keyed(target: Builtin, role: string, keys = ['Enter', ' ']): void {
  target.addEventListener('keydown', (event) => {
    if (event.target !== target || !keys.includes(event.key) || event.isComposing) return;
    event.preventDefault();
    target.click();
  });
  if (!target.hasAttribute('role')) target.setAttribute('role', role);
}

let labels = 0;
/** Names a control inside a component: by its aria-label, its label, `otherwise`, or (without) what stands in it. */
export function nameControl(owner: Builtin, control: HTMLElement, otherwise?: string): void {
  queueMicrotask(() => {
    const own = owner.getAttribute('aria-label') ?? '';
    const id = owner.id === '' ? '' : CSS.escape(owner.id);
    const label =
      owner.closest('wx-label') ??
      [...(id ? document.querySelectorAll('wx-label') : [])].find(
        (one) => one instanceof Builtin && one.get('for') === owner.id,
      ) ??
      (otherwise === undefined && owner.textContent?.trim() ? owner : null);
    control.removeAttribute('aria-labelledby');
    if (own || !label) {
      if (own || otherwise) control.setAttribute('aria-label', own || (otherwise ?? ''));
      return;
    }
    label.id ||= `wx-label-${++labels}`;
    control.setAttribute('aria-labelledby', label.id);
  });
}

export function part(owner: HTMLElement, tag: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  owner.append(made);
  return made;
}

/** Programs give styles as text, and sometimes as an object. */
export function styleText(value: unknown): string {
  if (!isObject(value)) return typeof value === 'string' ? value : '';
  return Object.entries(value)
    .map(([name, one]) => `${name}:${String(one)}`)
    .join(';');
}
