// Sending a page to a chat: asks the page what to send (onShareAppMessage), waits a little for what comes later, and
// hands it to the host. From the capsule's menu, or from a <button open-type="share">.

import { isObject } from '../protocol/json.ts';
import { callApp } from './app.ts';
import { callHost, onHost } from './bridge.ts';
import { report } from './console.ts';
import { later } from './natives.ts';
import { searchOf } from './pages/address.ts';
import type { Stack } from './pages/stack.ts';

const PROMISE_MS = 3_000; // of the platform

export function followSharing(stack: Stack): void {
  onHost('share', ({ kind }) => {
    if (kind === 'link') void copyLink(stack);
    else void share(stack, 'menu', undefined);
  });
}

/** target: the button as an event would describe it. */
export async function share(stack: Stack, from: 'menu' | 'button', target: unknown): Promise<void> {
  const page = stack.top;
  if (!page) return;
  const given = page.call('onShareAppMessage', { from, target });
  let card: Record<string, unknown> = isObject(given) ? given : {};
  const promise = card['promise'];
  if (isObject(promise) && typeof promise['then'] === 'function') {
    const waited = await Promise.race([promise, new Promise((done) => later(() => done(null), PROMISE_MS))]).catch(
      () => null,
    );
    if (isObject(waited)) card = { ...card, ...waited };
  }
  const { title, path, imageUrl, price } = card;
  const sent = {
    // Ours: a whole number of the smallest unit makes the card a product's.
    price: typeof price === 'number' ? price : 0,
    title: text(title),
    path: text(path) || here(stack),
    imageUrl: text(imageUrl),
  };
  callHost('shareAppMessage', sent).catch((refused: { errMsg?: string }) => {
    if (!/cancel/.test(String(refused.errMsg))) report('share', refused.errMsg);
  });
}

async function copyLink(stack: Stack): Promise<void> {
  let query = '';
  // wx.onCopyUrl: the listener may say another query.
  const say = { query: undefined as unknown };
  callApp('onCopyUrl', say);
  const page = stack.top;
  query = typeof say.query === 'string' ? say.query : searchOf(page?.query ?? {});
  callHost('copyLink', { path: `${page?.path ?? ''}${query ? `?${query}` : ''}` }).catch(() => undefined);
}

/** The page the person is on, with its query. */
export function here(stack: Stack): string {
  const search = searchOf(stack.top?.query ?? {});
  return `${stack.top?.path ?? ''}${search ? `?${search}` : ''}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
