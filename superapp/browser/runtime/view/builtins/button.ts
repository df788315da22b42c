// <button>: types, sizes, loading, disabled, submits and resets its form. An open type is asked of the worker (`:share`,
// `:getPhoneNumber` …, worker/acts.ts), which asks the host and answers with the documented event.

import type { Json, JsonObject } from '../../protocol/json.ts';
import { Builtin, define, keyed, pressable } from './base.ts';
import { formOf } from './form.ts';

/** Open type -> the event that answers it; '' has none. */
const OPEN: { [type: string]: string } = {
  share: '',
  feedback: '',
  contact: 'contact',
  getPhoneNumber: 'getphonenumber',
  getRealtimePhoneNumber: 'getrealtimephonenumber',
  getUserInfo: 'getuserinfo',
  chooseAvatar: 'chooseavatar',
  openSetting: 'opensetting',
  launchApp: 'error',
  agreePrivacyAuthorization: 'agreeprivacyauthorization',
  liveActivity: 'createliveactivity',
};
/** Properties that say more about an open type. */
const SAID =
  /^(lang|session-from|send-message-(title|path|img|price)|app-parameter|show-message-card|business-id|activity-type|phone-number-no-quota-toast|need-show-entrance|entrance-path)$/;

class Button extends Builtin {
  constructor() {
    super();
    this.values['hover-class'] = 'button-hover';
    pressable(this, 20, 70);
    this.addEventListener('click', (event) => this.pressed(event), true);
  }

  connectedCallback(): void {
    keyed(this, 'button');
    this.tabIndex = this.flag('disabled') ? -1 : 0;
  }
  /** A tap on the label around it. */
  activate(): void {
    this.click();
  }

  protected override changed(name: string): void {
    if (name === 'type') this.setAttribute('data-type', this.text('type'));
    else if (name === 'size') this.setAttribute('data-size', this.text('size'));
    else if (name === 'plain') this.toggleAttribute('data-plain', this.flag('plain'));
    else if (name === 'loading') {
      this.toggleAttribute('data-loading', this.flag('loading'));
      this.setAttribute('aria-busy', String(this.flag('loading')));
    } else if (name === 'disabled') {
      this.setAttribute('aria-disabled', String(this.flag('disabled')));
      this.tabIndex = this.flag('disabled') ? -1 : 0;
    }
  }

  private pressed(event: Event): void {
    if (this.flag('disabled')) {
      event.stopImmediatePropagation();
      return;
    }
    const type = this.text('form-type');
    // The tap travels first, as on the platform.
    if (type === 'submit') queueMicrotask(() => formOf(this)?.submit(this));
    else if (type === 'reset') queueMicrotask(() => formOf(this)?.reset());
    // "getPhoneNumber|agreePrivacyAuthorization" are two in one: consent comes first.
    const open = this.text('open-type').split('|').reverse();
    for (const one of open) if (Object.hasOwn(OPEN, one)) queueMicrotask(() => this.ask(one));
  }

  private ask(type: string): void {
    const asked: JsonObject = { event: OPEN[type] ?? '', id: this.id };
    for (const [name, value] of Object.entries(this.values)) if (SAID.test(name)) asked[name] = value as Json;
    this.emit(`:${type}`, asked);
  }
}

export function defineButton(): void {
  define('button', Button);
}
