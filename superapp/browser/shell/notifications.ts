// Notifications on this device: <sa-notifications data-key="…"> turns them on, with the browser's own question;
// <sa-zone data-guess> picks the device's time zone (templates/me/notifications.html). Also what the service worker asks
// of an open page, and taking down what was read here.
import { t } from '../say.ts';
import { ask, Refused, Unreachable } from './api.ts';
import { go } from './navigate.ts';
import { unreadOf } from './state.ts';
import { chatState, subscribe } from './store.ts';

const LOOK_AFTER_MS = 400;

class Notifications extends HTMLElement {
  connectedCallback(): void {
    this.#draw();
    this.querySelector('button')?.addEventListener('click', () => void this.#turnOn());
  }

  #draw(): void {
    const why = whyNot();
    if (why) this.#say(why);
    this.querySelector('button')!.parentElement!.hidden = why !== '';
  }

  #say(text: string): void {
    const note = this.querySelector('[role="status"]');
    if (note) note.textContent = text;
  }

  async #turnOn(): Promise<void> {
    const button = this.querySelector('button')!;
    button.setAttribute('aria-busy', 'true');
    try {
      if ((await Notification.requestPermission()) !== 'granted') return this.#draw();
      const { pushManager } = await navigator.serviceWorker.ready;
      const options = { userVisibleOnly: true, applicationServerKey: this.dataset.key ?? '' };
      const old = await pushManager.getSubscription();
      await tellServer(old ?? (await pushManager.subscribe(options)));
      location.assign('/me/notifications');
    } catch (error) {
      this.#say(wordsFor(error));
    } finally {
      button.removeAttribute('aria-busy');
    }
  }
}

/** A time zone is guessed until the person has saved one. */
class Zone extends HTMLElement {
  connectedCallback(): void {
    const choice = this.querySelector('select');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (choice && 'guess' in this.dataset && [...choice.options].some((one) => one.value === zone)) choice.value = zone;
  }
}

/** Whether this device is told of news while no page is open; the page then need not listen in the background. */
export function isToldHere(): boolean {
  return localStorage.getItem(key()) === 'on';
}

/** Once per visit: the subscription is tied to the sign-in, and either may have been renewed. */
export async function renewSubscription(): Promise<void> {
  if (!isToldHere() || whyNot() || sessionStorage.getItem(key())) return;
  sessionStorage.setItem(key(), 'renewed');
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.getSubscription();
  if (subscription) await tellServer(subscription).catch(() => sessionStorage.removeItem(key()));
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  await ask('POST', '/me/notifications/devices', subscription.toJSON());
  localStorage.setItem(key(), 'on');
}

function key(): string {
  return `push:${document.querySelector<HTMLElement>('.shell')?.dataset.person || (chatState()?.me ?? '')}`;
}

/** Why this browser cannot show notifications; "" when it can. */
function whyNot(): string {
  const isApple = 'standalone' in navigator && !navigator.standalone;
  if (!isSecureContext) return t('Notifications need an https address.');
  if (isApple && !('PushManager' in window)) return t('On an iPhone or iPad, add the app to the home screen first.');
  if (!('PushManager' in window && 'Notification' in window)) return t('This browser cannot show notifications.');
  if (Notification.permission === 'denied')
    return t('This browser blocks notifications from here. Allow them in its settings for this address.');
  return '';
}

function wordsFor(error: unknown): string {
  if (error instanceof Refused) return [error.message, error.next].filter(Boolean).join('. ');
  if (error instanceof Unreachable) return t('The server cannot be reached. Try again.');
  return t('The browser could not reach its push service. Try again.');
}

/** Read here, or on another device that this page has heard of: its notification has nothing more to say. */
async function takeDownRead(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  for (const shown of (await registration?.getNotifications?.()) ?? []) {
    const known = chatState()?.conversations.get(shown.tag);
    if (known && !unreadOf(known)) shown.close();
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
subscribe(() => {
  if (!isToldHere()) return;
  clearTimeout(timer);
  timer = setTimeout(() => void takeDownRead(), LOOK_AFTER_MS);
});

navigator.serviceWorker?.addEventListener('message', (event) => {
  const address = (event.data as { open?: unknown } | null)?.open;
  if (typeof address === 'string' && /^\/(chats|me)\/[\w/-]+$/.test(address)) void go(address);
});

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.matches('[data-off-here]')) return;
  localStorage.removeItem(key());
  void navigator.serviceWorker?.ready
    .then((registration) => registration.pushManager.getSubscription())
    .then((subscription) => subscription?.unsubscribe());
});

customElements.define('sa-notifications', Notifications);
customElements.define('sa-zone', Zone);
