// wx.navigateTo and its siblings: one microtask later the stack does it, so that a handler that navigates finishes
// first. Also answers what the chrome asks for (back, a tab).

import { isObject, type JsonObject } from '../../protocol/json.ts';
import { onAct } from '../acts.ts';
import type { DrawnNode } from '../backend/node.ts';
import { callHost, onGo } from '../bridge.ts';
import { report } from '../console.ts';
import { addressOf } from '../pages/address.ts';
import { channelPair, type EventChannel } from '../pages/channel.ts';
import type { Stack } from '../pages/stack.ts';
import { api, hostApi, type Options } from './settle.ts';

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
    navigateBack: later('navigateBack', (options) => {
      if (!closeContainer()) stack.navigateBack(Number(options['delta'] ?? 1) || 1);
    }),
  };
}

const containers = new Set<DrawnNode>();

function closeContainer(): boolean {
  const open = [...containers].pop();
  open?.do('close', {});
  return open !== undefined;
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
  if (how === 'back') {
    const ask = stack.top?.leaving;
    if (closeContainer()) return;
    if (!ask) stack.navigateBack(1);
    else void ask().then((leave) => leave && stack.navigateBack(1));
  }
  if (how === 'tab') {
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
const TO_PROGRAM: { [how: string]: string } = {
  navigate: 'navigateToMiniProgram',
  navigateBack: 'navigateBackMiniProgram',
  exit: 'exitMiniProgram',
};

/** What built-in components ask of the navigation and of the host. */
export function followComponents(wx: Record<string, unknown>): void {
  // A tap on <navigator>; a refusal is said in the console, as on the platform.
  onAct('navigate', (asked, _target, answer) => {
    const [how, program] = [String(asked['open-type']), asked['target'] === 'miniProgram'];
    const name = (program ? TO_PROGRAM : BY_NAVIGATOR)[how] ?? '';
    const fail = (refused: Options) => {
      console.warn(refused['errMsg']);
      answer('fail', refused as JsonObject);
    };
    const { url, delta, path } = asked;
    const more = {
      appId: asked['app-id'],
      extraData: asked['extra-data'],
      envVersion: asked['version'],
      shortLink: asked['short-link'],
    };
    // The host goes to other programs, whether or not the second half of `wx` is here.
    const api = program && name ? hostApi(name) : wx[name];
    if (typeof api !== 'function') fail({ errMsg: `${name || 'navigator'}:fail not supported` });
    else {
      const success = (result: Options) => answer('success', { errMsg: result['errMsg'] } as JsonObject);
      const complete = (result: Options) => answer('complete', { errMsg: result['errMsg'] } as JsonObject);
      api({ url, delta, ...(program ? { path, ...more } : {}), success, fail, complete });
    }
  });
  // <navigation-bar>
  onAct('bar', (asked) => {
    const call = (name: string, options: object) => (wx[name] as (options: object) => unknown)(options);
    if (asked['title'] !== undefined) call('setNavigationBarTitle', { title: asked['title'] });
    if (asked['front-color'] || asked['background-color'])
      call('setNavigationBarColor', { frontColor: asked['front-color'], backgroundColor: asked['background-color'] });
    if (asked['loading'] !== undefined)
      call(asked['loading'] ? 'showNavigationBarLoading' : 'hideNavigationBarLoading', {});
  });
  // <page-container> that is open: going back closes it.
  onAct('container', (asked, target) => {
    const node = target.getBackendElement() as unknown as DrawnNode;
    containers.delete(node);
    if (asked['open']) containers.add(node);
  });
  // Asks an ability of the host that has no function of `wx`, such as the menu of a picture.
  onAct('host', (asked, _target, answer) => {
    const [event, failed] = [String(asked['event'] ?? ''), String(asked['failed'] ?? '')];
    callHost(String(asked['api']), asked['arg']).then(
      (ok) => event && answer(event, ok),
      (refused) => failed && answer(failed, refused as JsonObject),
    );
  });
}
