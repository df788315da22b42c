// The buttons that use a passkey: <sa-passkey data-mode="sign-in|sign-up|add|reset-pin" data-next="/chats" data-form="id" hidden>
// around a button and an error line, both drawn by the server (templates/accounts). It stays hidden where the browser
// or the address cannot do passkeys, and the password beside it is enough. main.ts calls `definePasskeys`.

import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { t } from '../say.ts';
import { ask, Refused, Unreachable } from './api.ts';

type Mode = 'sign-in' | 'sign-up' | 'add' | 'reset-pin';

// Each has two addresses: this one takes the device's answer, "…/options" says what to ask the device.
const ADDRESS: Record<Mode, string> = {
  'sign-in': '/sign-in/passkey',
  'sign-up': '/sign-up/passkey',
  add: '/me/passkeys',
  'reset-pin': '/wallet/pin/reset/passkey',
};

export function definePasskeys(): void {
  if (!customElements.get('sa-passkey')) customElements.define('sa-passkey', PasskeyButton);
}

class PasskeyButton extends HTMLElement {
  connectedCallback(): void {
    if (!possible()) return;
    this.hidden = false;
    this.querySelector('button')?.addEventListener('click', this.#onClick);
  }

  disconnectedCallback(): void {
    this.querySelector('button')?.removeEventListener('click', this.#onClick);
  }

  #onClick = async (): Promise<void> => {
    const button = this.querySelector('button');
    if (!button || button.disabled) return;
    button.disabled = true;
    this.#say('');
    try {
      const next = await this.#run(modeOf(this.dataset.mode));
      location.assign(next);
    } catch (error) {
      this.#say(wordsFor(error));
    } finally {
      button.disabled = false;
    }
  };

  async #run(mode: Mode): Promise<string> {
    const options: unknown = await ask('POST', `${ADDRESS[mode]}/options`, this.#wish(mode));
    // The server made the options with a WebAuthn library of its own; the browser checks every field again.
    const credential =
      mode === 'sign-in' || mode === 'reset-pin'
        ? await startAuthentication({
            optionsJSON: options as Parameters<typeof startAuthentication>[0]['optionsJSON'],
          })
        : await startRegistration({ optionsJSON: options as Parameters<typeof startRegistration>[0]['optionsJSON'] });
    const wish = mode === 'reset-pin' ? this.#wish(mode) : {};
    const answer = await ask('POST', ADDRESS[mode], { credential, next: this.dataset.next ?? '', ...wish });
    return typeof answer.next === 'string' && answer.next.startsWith('/') ? answer.next : '/';
  }

  #wish(mode: Mode): Record<string, string> {
    if (mode === 'sign-in' || mode === 'add') return {};
    const form = document.getElementById(this.dataset.form ?? '');
    if (!(form instanceof HTMLFormElement)) return {};
    const fields = new FormData(form);
    const wanted = mode === 'sign-up' ? ['handle', 'name'] : ['pin', 'again'];
    return Object.fromEntries(wanted.map((name) => [name, String(fields.get(name) ?? '')]));
  }

  #say(text: string): void {
    const line = this.querySelector<HTMLElement>('[role="alert"]');
    if (!line) return;
    line.textContent = text;
    line.hidden = !text;
  }
}

/** A passkey belongs to a name; browsers refuse them on bare addresses such as 127.0.0.1. */
function possible(): boolean {
  return browserSupportsWebAuthn() && !/^[\d.]+$|^\[/.test(location.hostname);
}

function modeOf(text: string | undefined): Mode {
  return text === 'sign-up' || text === 'add' || text === 'reset-pin' ? text : 'sign-in';
}

function wordsFor(error: unknown): string {
  if (error instanceof Refused) return [error.message, error.next].filter(Boolean).join('. ');
  if (error instanceof Unreachable) return t('The server cannot be reached. Try again.');
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
    return t('This device has a passkey for you already.');
  if (error instanceof Error && error.name === 'NotAllowedError')
    return t('No passkey was used. Try again when you are ready.');
  return t('This device could not use a passkey. Try again or use your password.');
}
