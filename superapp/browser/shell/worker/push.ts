// Notifications. What arrives was encrypted for this device by our own server (superapp/notify); its shape is named there
// in notify/pushes.py. One conversation has one notification: the newest message takes the place of the one before.
import { SHELL, worker } from './scope.ts';

type Push =
  | { kind: 'message'; conversation_id: string; title: string; body: string; unread: number; sent_at: string }
  | { kind: 'news'; tag: string; title: string; body: string; address: string; sent_at: string }
  | { kind: 'read'; conversation_id: string }
  | { kind: 'test'; title: string; body: string };

export function listenForPushes(): void {
  worker.addEventListener('push', (event) => {
    const push = readPush(event.data);
    if (push) event.waitUntil(take(push));
  });
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(addressOf(event.notification.data)));
  });
  worker.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(renew(event as ExtendableEvent & { oldSubscription?: PushSubscription }));
  });
}

/** The browser has taken its subscription back and may make another; our server learns of it. */
async function renew(event: { oldSubscription?: PushSubscription }): Promise<void> {
  const key = event.oldSubscription?.options.applicationServerKey;
  if (!key) return;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const made = await worker.registration.pushManager.subscribe(options);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  await fetch('/me/notifications/devices', { method: 'POST', headers, body: JSON.stringify(made) });
}

async function take(push: Push): Promise<void> {
  switch (push.kind) {
    case 'message': {
      const address = `/chats/${push.conversation_id}`;
      if (await isLookedAt(address)) return;
      const title = push.unread > 1 ? `${push.title} (${push.unread})` : push.title;
      return show(title, push.body, push.conversation_id, address, Date.parse(push.sent_at));
    }
    case 'news':
      return show(push.title, push.body, push.tag, addressOf(push), Date.parse(push.sent_at));
    case 'read':
      for (const one of await worker.registration.getNotifications({ tag: push.conversation_id })) one.close();
      return;
    case 'test':
      return show(push.title, push.body, 'test', '/me/notifications', Date.now());
    default:
      return push satisfies never;
  }
}

async function show(title: string, body: string, tag: string, address: string, timestamp: number): Promise<void> {
  const facts = { body, tag, timestamp, renotify: true, icon: SHELL.icon, badge: SHELL.badge, data: { address } };
  await worker.registration.showNotification(title, facts);
}

/** Whoever has the conversation before their eyes needs no notification of it. */
async function isLookedAt(address: string): Promise<boolean> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.some((one) => one.visibilityState === 'visible' && new URL(one.url).pathname === address);
}

async function open(address: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find((one) => new URL(one.url).pathname === address) ?? pages[0];
  if (!there) return void (await worker.clients.openWindow(address));
  const focused = await there.focus().catch(() => there);
  if (new URL(focused.url).pathname !== address) focused.postMessage({ open: address });
}

function addressOf(data: unknown): string {
  const address = (data as { address?: unknown } | null)?.address;
  return typeof address === 'string' && /^\/[\w/-]*$/.test(address) ? address : '/chats';
}

function readPush(data: PushMessageData | null): Push | null {
  let facts: Record<string, unknown>;
  try {
    facts = (data?.json() ?? {}) as Record<string, unknown>;
  } catch {
    return null;
  }
  const text = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');
  const conversation_id = text('conversation_id');
  const [title, body] = [text('title'), text('body')];
  switch (facts.kind) {
    case 'message': {
      const unread = typeof facts.unread === 'number' ? facts.unread : 1;
      return { kind: 'message', conversation_id, title, body, unread, sent_at: text('sent_at') };
    }
    case 'news': {
      const [tag, address] = [text('tag'), text('address')];
      return { kind: 'news', tag, title, body, address, sent_at: text('sent_at') };
    }
    case 'read':
      return { kind: 'read', conversation_id };
    case 'test':
      return { kind: 'test', title, body };
    default:
      return null;
  }
}
