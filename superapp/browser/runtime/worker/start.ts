// Starts a program once its three scripts have run: app first, then the page that was asked for. Everything a program
// may call is made here and handed to its modules as parameters, so its modules may declare any of those names.

import { addGlobalErrorListener, addGlobalWarningListener } from 'glass-easel';
import type { Meta } from '../protocol/bundle.ts';
import { isObject, type Json } from '../protocol/json.ts';
import type { Launch, Surroundings, ViewToWorker } from '../protocol/messages.ts';
import { acted } from './acts.ts';
import { App, callApp, type Enter, getApp, hookErrors } from './app.ts';
import { DrawnContext, dispatch } from './backend/context.ts';
import { nodes, useScopes } from './backend/node.ts';
import { answered, flush, wasSeen } from './backend/recorder.ts';
import { onHost, send } from './bridge.ts';
import { Components } from './components.ts';
import { report } from './console.ts';
import { gatherFields } from './events.ts';
import { extendInstances } from './instance.ts';
import type { MakeMore } from './kit.ts';
import { definition, requireModule, scriptsThere, useAliases, useGlobals } from './modules.ts';
import { followButtons } from './opens.ts';
import { standsAlone, usePackages } from './packages.ts';
import { addressOf, searchOf } from './pages/address.ts';
import type { World } from './pages/page.ts';
import { Stack } from './pages/stack.ts';
import { requirePlugin } from './plugins.ts';
import { installReady } from './ready.ts';
import { followSharing } from './share.ts';
import { makeWx } from './wx/index.ts';
import { followComponents } from './wx/navigation.ts';

const PAGE_NAMES = ['window', 'document', 'frames', 'localStorage', 'history', 'screen'];

export function start(
  meta: Meta,
  templates: { [path: string]: unknown },
  launch: Launch,
  more: MakeMore | null,
): (message: ViewToWorker) => void {
  addGlobalErrorListener((error) => {
    report('component', error);
    return false;
  });
  addGlobalWarningListener((warning) => {
    console.warn((warning as { message?: string })?.message ?? warning);
    return false;
  });
  const components = new Components(meta, templates);
  installReady(components.space);
  useScopes(components.space.getComponentSpace().styleScopeManager);
  const context = new DrawnContext(launch.surroundings);
  // The root goes first: a program that draws by itself must not take its place.
  flush();
  const backend = components.env.associateBackend(context as never);
  // The platform's second set of looks, which app.json asks for.
  if (meta.app['style'] === 'v2') context.root.setAttribute('data-v2', '');
  backend.registerStyleSheetContent('app', meta.appStyle);
  for (const [path, css] of Object.entries(meta.styles)) backend.registerStyleSheetContent(path, css);

  const first: Enter = {
    path: launch.path,
    query: launch.query,
    scene: launch.scene,
    referrerInfo: launch.referrerInfo,
  };
  const entered = { first, now: first };
  const world: World = { components, context, backend, tabs: tabsOf(meta) };
  const stack = new Stack(
    world,
    (address) => callApp('onPageNotFound', { path: address.path, query: address.query, isEntryPage: true }),
    (path) => {
      const script = meta.components[path]?.module;
      if (script) definition(script);
      if (!standsAlone(path)) beginApp();
    },
  );
  followButtons(stack); // before the second half of wx, which does some of them better
  const wx = makeWx(launch, context, stack, entered, more);
  const getCurrentPages = () => stack.instances();
  useAliases(meta);
  usePackages(meta, launch.base, scriptsThere());
  const { Page, Component, Behavior } = components;
  useGlobals({ wx, App, Page, Component, Behavior, getApp, getCurrentPages });
  // Names of a browser page are there without a value, as on the platform: packages pass them on.
  for (const name of PAGE_NAMES) Object.assign(globalThis, { [name]: undefined });
  Object.assign(globalThis, {
    wx,
    App,
    Page,
    Component,
    Behavior,
    getApp,
    getCurrentPages,
    requirePlugin,
    __wxConfig: configOf(meta, launch),
  });
  extendInstances(stack);
  hookErrors();
  followHost(stack, context, entered);
  followComponents(wx);
  followSharing(stack);

  const beginApp = once(() => {
    if (meta.appModule) requireModule(meta.appModule);
    callApp('onLaunch', first);
    callApp('onShow', first);
  });
  const page = launch.path || meta.entry;
  if (!standsAlone(page)) beginApp();
  const search = searchOf(launch.query);
  stack.launch(addressOf(`/${page}${search ? `?${search}` : ''}`, ''));
  flush();
  send({ kind: 'ready', path: stack.top?.path ?? '' });
  return receiver(stack, context, gatherFields(components.builtin));
}

function once(run: () => void): () => void {
  let ran = false;
  return () => {
    if (ran) return;
    ran = true;
    run();
  };
}

function receiver(stack: Stack, context: DrawnContext, enrich: ReturnType<typeof gatherFields>) {
  return (message: ViewToWorker): void => {
    switch (message.kind) {
      case 'event':
        if (message.event.type.startsWith(':'))
          acted(message.id, message.event, (event) => dispatch(message.id, event, enrich));
        else dispatch(message.id, message.event, enrich);
        return;
      case 'answer':
        answered(message.n, message.value as Json);
        return;
      case 'seen':
        wasSeen(message.n, message.value);
        return;
      case 'page': {
        const page = stack.all().find((one) => one.holder === nodes.get(message.id));
        if (message.what === 'scroll') page?.call('onPageScroll', { scrollTop: message.top, scrollHeight: 0 });
        else page?.call(message.what === 'bottom' ? 'onReachBottom' : 'onPullDownRefresh');
        return;
      }
      case 'size': {
        const { width, height } = message;
        context.surroundings = { ...context.surroundings, width, height };
        const size = { windowWidth: width, windowHeight: height };
        callApp('onWindowResize', { size });
        stack.top?.resized(size);
        return;
      }
      case 'boot':
        return;
      default:
        message satisfies never;
    }
  };
}

function followHost(stack: Stack, context: DrawnContext, entered: { now: Enter }): void {
  onHost('surroundings', (detail) => {
    context.surroundings = detail as unknown as Surroundings;
  });
  onHost('theme', (detail) => {
    context.surroundings = { ...context.surroundings, theme: detail['theme'] === 'dark' ? 'dark' : 'light' };
    for (const page of stack.all()) page.retheme();
    stack.announce();
    callApp('onThemeChange', { theme: context.surroundings.theme });
  });
  onHost('network', (detail) => void callApp('onNetworkStatusChange', detail));
  onHost('hide', () => {
    stack.top?.hide();
    callApp('onHide', undefined);
  });
  onHost('show', (detail) => {
    const { path, scene, referrerInfo } = detail;
    // A path is a hot start: the page is opened as wx.reLaunch would. Without one the program goes on where it stood.
    const address = typeof path === 'string' && path !== '' ? addressOf(`/${path}`, '') : null;
    if (typeof scene === 'number') {
      const top = stack.top;
      const { path: at, query } = address ?? { path: top?.path ?? '', query: top?.query ?? {} };
      entered.now = { path: at, query, scene, referrerInfo: isObject(referrerInfo) ? referrerInfo : {} };
    }
    callApp('onShow', entered.now);
    if (address) stack.launch(address);
    else stack.top?.show();
    flush();
  });
}

function tabsOf(meta: Meta): string[] {
  const bar = meta.app['tabBar'];
  const list = isObject(bar) && Array.isArray(bar['list']) ? bar['list'] : [];
  return list.flatMap((one) => (isObject(one) && typeof one['pagePath'] === 'string' ? [one['pagePath']] : []));
}

function configOf(meta: Meta, launch: Launch): object {
  return {
    appId: launch.appid,
    accountInfo: { appId: launch.appid },
    pages: meta.pages,
    envVersion: 'release',
    ...meta.app,
  };
}
