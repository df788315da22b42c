// One open page: its component tree, the holder that the view shows or hides, its look in the chrome. The order of the
// lifecycles is decided here: attached, onLoad, onShow, ready, onReady; onHide; onUnload, detached.

import type { Root } from 'glass-easel-miniprogram-adapter';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { PageShown, Query } from '../../protocol/messages.ts';
import type { PageConfig } from '../../protocol/ops.ts';
import { colour } from '../../protocol/validate.ts';
import type { DrawnContext } from '../backend/context.ts';
import type { DrawnNode } from '../backend/node.ts';
import type { Components } from '../components.ts';
import { report } from '../console.ts';
import { later } from '../natives.ts';
import type { Address } from './address.ts';
import { channelPair, type EventChannel } from './channel.ts';

export type Instance = Record<string, unknown>;
export type World = { components: Components; context: DrawnContext; backend: Backend; tabs: string[] };
type Backend = ReturnType<Components['env']['associateBackend']>;

const REACH_BOTTOM_PX = 50;

export class Page {
  readonly path: string;
  readonly query: Query;
  readonly instance: Instance;
  readonly holder: DrawnNode;
  readonly tab: number;
  readonly look: Omit<PageShown, 'path' | 'query' | 'depth' | 'tab' | 'shares'>;
  opener: EventChannel | null = null;
  tabBar: Instance | null = null;
  /** Set by wx.showShareMenu and wx.hideShareMenu; until then a page is sent when it says what to send. */
  shared: boolean | null = null;
  /** Asks the person before the page is left by hand (wx.enableAlertBeforeUnload). */
  leaving: (() => Promise<boolean>) | null = null;
  private readonly root: Root;
  private readonly world: World;
  private readonly given: JsonObject;
  private window: JsonObject;
  private painted: string | null = null;
  private shown = false;
  private ready = false;

  constructor(world: World, address: Address) {
    this.world = world;
    this.path = address.path;
    this.query = address.query;
    world.components.load(address.path);
    const part = world.components.meta.components[address.path];
    this.given = part?.window ?? {};
    this.window = themed(this.given, world);
    this.tab = world.tabs.indexOf(address.path);
    this.root = world.backend.createRoot('page', world.components.space, address.text);
    this.instance = this.root.get() as unknown as Instance;
    Object.assign(this.instance, { route: address.path, __route__: address.path, options: address.query });
    this.look = lookOf(this.window);
    this.holder = world.context.createElement('page-holder', 'page-holder');
    if (part?.page) elementOf(this.root).setAttribute('wx-page', part.page);
  }

  /** Draws the page and runs attached, onLoad; the caller shows it next. */
  open(opener: EventChannel | null): void {
    // A page that nothing opened hears nothing; programs call it without asking.
    this.opener = opener ?? channelPair()[0];
    Object.assign(this.instance, { getOpenerEventChannel: () => this.opener });
    this.world.context.root.appendChild(this.holder);
    this.holder.page('config', this.config());
    this.attach(this.root);
    this.addTabBar();
    // Seen from here on: what is hidden has no size, and programs measure while they load.
    this.holder.page('show', null);
    this.call('onLoad', this.query);
  }

  show(): void {
    if (this.shown) return;
    this.shown = true;
    this.holder.page('show', null);
    this.call('onShow');
    this.root.getComponent().triggerPageLifetime('show', []);
    if (this.ready) return;
    this.ready = true;
    later(() => this.call('onReady'), 0);
  }

  hide(): void {
    if (!this.shown) return;
    this.shown = false;
    this.call('onHide');
    this.root.getComponent().triggerPageLifetime('hide', []);
    this.holder.page('hide', null);
  }

  unload(): void {
    this.shown = false;
    this.call('onUnload');
    this.root.release();
    this.world.context.root.removeChild(this.holder);
    this.holder.release();
  }

  resized(size: JsonObject): void {
    this.call('onResize', { size });
    this.root.getComponent().triggerPageLifetime('resize', [size]);
  }

  get shares(): boolean {
    return this.shared ?? this.has('onShareAppMessage');
  }

  has(hook: string): boolean {
    return typeof this.instance[hook] === 'function';
  }

  call(hook: string, ...args: unknown[]): unknown {
    const method = this.instance[hook];
    if (typeof method !== 'function') return undefined;
    try {
      return method.apply(this.instance, args);
    } catch (error) {
      report(`${this.path} ${hook}`, error);
      return undefined;
    }
  }

  /** wx.setBackgroundColor: the ground behind the page. */
  paint(background: string): void {
    this.painted = background;
    this.holder.page('config', this.config());
  }

  /** Another theme: `@name` stands for other colours now, except where the program has set its own since. */
  retheme(): void {
    const before = lookOf(this.window);
    this.window = themed(this.given, this.world);
    const now = lookOf(this.window);
    if (this.look.textStyle === before.textStyle) this.look.textStyle = now.textStyle;
    if (this.look.background === before.background) this.look.background = now.background;
    this.holder.page('config', this.config());
  }

  private config(): PageConfig {
    return {
      scrollEvents: this.has('onPageScroll'),
      reachBottomDistance: Number(this.window['onReachBottomDistance'] ?? REACH_BOTTOM_PX) || REACH_BOTTOM_PX,
      pullDown: this.window['enablePullDownRefresh'] === true,
      background: this.painted ?? colour(this.window['backgroundColor']),
    };
  }

  private attach(root: Root): void {
    const place = this.world.context.createElement('place', 'place');
    this.holder.appendChild(place);
    root.attach(this.holder as never, place as never);
    place.release();
  }

  private addTabBar(): void {
    const path = this.world.components.meta.customTabBar;
    if (!path || this.tab < 0) return;
    this.world.components.load(path);
    const bar = this.world.backend.createRoot('tab-bar', this.world.components.space, path);
    this.tabBar = bar.get() as unknown as Instance;
    this.attach(bar);
  }
}

function elementOf(root: Root): DrawnNode {
  return root.getComponent().getBackendElement() as unknown as DrawnNode;
}

function lookOf(window: JsonObject): Page['look'] {
  return {
    title: String(window['navigationBarTitleText'] ?? ''),
    textStyle: window['navigationBarTextStyle'] === 'black' ? 'black' : 'white',
    background: colour(window['navigationBarBackgroundColor']),
    custom: window['navigationStyle'] === 'custom',
    home: true,
  };
}

/** `@name` stands for the value theme.json gives it under the present theme. */
function themed(window: JsonObject, world: World): JsonObject {
  const values = world.components.meta.theme[world.context.surroundings.theme];
  if (!isObject(values)) return window;
  return Object.fromEntries(
    Object.entries(window).map(([key, value]) =>
      typeof value === 'string' && value.startsWith('@') ? [key, values[value.slice(1)] ?? null] : [key, value],
    ),
  ) as JsonObject;
}
