// wx.navigateTo and its siblings: one microtask later the stack does it, so that a handler that navigates finishes
// first. Also answers what the chrome asks for (back, a tab).

import { isObject } from '../../protocol/json.ts';
import { onGo } from '../bridge.ts';
import { report } from '../console.ts';
import { addressOf } from '../pages/address.ts';
import { channelPair, type EventChannel } from '../pages/channel.ts';
import type { Stack } from '../pages/stack.ts';
import { api, type Options } from './settle.ts';

export function navigation(stack: Stack) {
  onGo((how, path) => {
    try {
      go(stack, how, path);
    } catch (error) {
      report('navigation', error);
    }
  });
  return {
    navigateTo: api('navigateTo', async (options) => {
      await null;
      const [near, far] = channelPair();
      listenAll(near, options['events']);
      stack.navigateTo(urlOf(options), far);
      return { eventChannel: near };
    }),
    redirectTo: later('redirectTo', (options) => stack.redirectTo(urlOf(options))),
    reLaunch: later('reLaunch', (options) => stack.reLaunch(urlOf(options))),
    switchTab: later('switchTab', (options) => stack.switchTab(urlOf(options))),
    navigateBack: later('navigateBack', (options) => stack.navigateBack(Number(options['delta'] ?? 1) || 1)),
  };
}

function later(name: string, run: (options: Options) => void) {
  return api(name, async (options) => {
    await null;
    run(options);
  });
}

function urlOf(options: Options): string {
  const url = options['url'];
  if (typeof url !== 'string' || url === '') throw new Error('parameter error: parameter.url should be String');
  return url;
}

function listenAll(channel: EventChannel, events: unknown): void {
  if (!isObject(events)) return;
  for (const [name, listener] of Object.entries(events)) channel.on(name, listener as (...args: unknown[]) => void);
}

function go(stack: Stack, how: string, path: string): void {
  if (how === 'back') stack.navigateBack(1);
  else if (how === 'tab') {
    stack.switchTab(`/${path}`);
    stack.top?.call('onTabItemTap', { pagePath: path, index: stack.top.tab, text: '' });
  } else if (how === 'launch') stack.launch(addressOf(path, ''));
  else if (how === 'home') stack.home();
}

const BY_NAVIGATOR: { [how: string]: string } = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
};

/** A tap on <navigator>; a refusal is said in the console, as on the platform. */
export function followNavigator(wx: Record<string, unknown>, detail: unknown): void {
  const options = isObject(detail) ? detail : {};
  const api = wx[BY_NAVIGATOR[String(options['how'])] ?? ''];
  if (typeof api !== 'function') return;
  api({ url: options['url'], delta: options['delta'], fail: (refused: Options) => console.warn(refused['errMsg']) });
}
