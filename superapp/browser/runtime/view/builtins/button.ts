// <button>: types, sizes, loading, disabled, submits and resets its form. Of the open types, share, openSetting and
// feedback ask the host through their event; what the host does not have fails in the documented event.

import { Builtin, define, pressable } from './base.ts';
import { formOf } from './form.ts';

const OPEN: { [type: string]: string } = {
  getPhoneNumber: 'getphonenumber',
  getRealtimePhoneNumber: 'getrealtimephonenumber',
  getUserInfo: 'getuserinfo',
  chooseAvatar: 'chooseavatar',
  openSetting: 'opensetting',
  launchApp: 'error',
  contact: 'contact',
  agreePrivacyAuthorization: 'agreeprivacyauthorization',
};

class Button extends Builtin {
  constructor() {
    super();
    this.values['hover-class'] = 'button-hover';
    pressable(this, 20, 70);
    this.addEventListener('click', (event) => this.pressed(event), true);
    this.addEventListener('keydown', (event) => {
      if (event.target !== this || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      this.click();
    });
  }

  connectedCallback(): void {
    this.setAttribute('role', 'button');
    this.tabIndex = this.flag('disabled') ? -1 : 0;
  }

  protected override changed(name: string): void {
    if (name === 'type') this.setAttribute('data-type', this.text('type'));
    else if (name === 'size') this.setAttribute('data-size', this.text('size'));
    else if (name === 'plain') this.toggleAttribute('data-plain', this.flag('plain'));
    else if (name === 'loading') this.toggleAttribute('data-loading', this.flag('loading'));
    else if (name === 'disabled') {
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
    const open = OPEN[this.text('open-type')];
    if (open) queueMicrotask(() => this.emit(open, { errMsg: `${this.text('open-type')}:fail not supported` }));
  }
}

export function defineButton(): void {
  define('button', Button);
}
