// Other programs, sharing, money from a merchant, and the routes within this one.

import type { Kit, Options } from '../kit.ts';

const MOMENTS = [
  'BeforeAppRoute',
  'AppRoute',
  'AppRouteDone',
  'BeforePageLoad',
  'AfterPageLoad',
  'BeforePageUnload',
  'AfterPageUnload',
];
const ROUTES = ['navigateTo', 'redirectTo', 'navigateBack', 'reLaunch', 'switchTab'] as const;

export function programs(kit: Kit): Record<string, unknown> {
  const { stack } = kit;
  const members: Record<string, unknown> = {};
  for (const name of [
    'navigateToMiniProgram',
    'openEmbeddedMiniProgram',
    'navigateBackMiniProgram',
    'restartMiniProgram',
    'requestMerchantTransfer',
    // Ours, beyond the platform: red envelopes.
    'sendEnvelope',
    'getEnvelopes',
    'claimEnvelope',
  ]) {
    members[name] = kit.hostApi(name);
  }
  const menu = (name: string, shown: boolean) =>
    kit.api(name, () => {
      if (!stack.top) return;
      stack.top.shared = shown;
      stack.announce();
    });
  return {
    ...members,
    showShareMenu: menu('showShareMenu', true),
    hideShareMenu: menu('hideShareMenu', false),
    // Private and updatable cards are the platform's own chats; an ordinary card is sent here.
    updateShareMenu: kit.api('updateShareMenu', () => ({})),
    ...links(kit),
    ...routes(kit),
  };
}

/** wx.onCopyUrl: its listener says which query the copied link has. */
function links(kit: Kit): Record<string, unknown> {
  return {
    onCopyUrl: (listener: unknown) => {
      if (typeof listener !== 'function') return;
      kit.unhear('onCopyUrl', undefined);
      kit.hear('onCopyUrl', (say: { query?: unknown }) => {
        const said = listener() as Options | undefined;
        if (said && typeof said['query'] === 'string') say.query = said['query'];
      });
    },
    offCopyUrl: () => kit.unhear('onCopyUrl', undefined),
  };
}

/** onBeforeAppRoute, onAppRoute, onAppRouteDone and their kin around every change of the page stack. */
function routes(kit: Kit): Record<string, unknown> {
  const { stack } = kit;
  let webviewId = 0;
  const around = (openType: string, url: string, run: () => void) => {
    const path = url.replace(/^\/+/, '').split('?')[0] ?? '';
    const before = { openType, path, query: queryOf(url), webviewId };
    const left = openType === 'navigateTo' || !stack.top ? null : { ...before, path: stack.top.path };
    for (const hook of ['onBeforeAppRoute', 'onBeforePageLoad']) kit.callApp(hook, before);
    if (left) kit.callApp('onBeforePageUnload', left);
    run();
    if (left) kit.callApp('onAfterPageUnload', left);
    webviewId += 1;
    const at = { openType, path: stack.top?.path ?? '', query: stack.top?.query ?? {}, webviewId, notFound: false };
    for (const hook of ['onAppRoute', 'onAfterPageLoad']) kit.callApp(hook, at);
    kit.later(() => kit.callApp('onAppRouteDone', at), 0);
  };
  const changing = stack as unknown as Record<string, (...args: unknown[]) => void>;
  for (const name of ROUTES) {
    const run = changing[name]?.bind(stack);
    if (run) changing[name] = (...args) => around(name, typeof args[0] === 'string' ? args[0] : '', () => run(...args));
  }
  const members: Record<string, unknown> = {};
  for (const moment of MOMENTS) {
    members[`on${moment}`] = (listener: unknown) => kit.hear(`on${moment}`, listener);
    members[`off${moment}`] = (listener: unknown) => kit.unhear(`on${moment}`, listener);
  }
  // Custom routes belong to the other renderer; programs register them at their start and fall back without.
  members['router'] = {
    addRouteBuilder: () => undefined,
    removeRouteBuilder: () => undefined,
    getRouteContext: () => undefined,
  };
  return members;
}

function queryOf(url: string): Record<string, string> {
  const search = url.split('?')[1] ?? '';
  return Object.fromEntries(
    search
      .split('&')
      .filter(Boolean)
      .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
}
