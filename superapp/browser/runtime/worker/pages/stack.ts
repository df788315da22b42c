// The page stack: at most ten pages, tab pages kept alive under it. Each way of going somewhere is one method; it
// refuses as the platform documents, and the refusals' words are those that programs compare.

import { PAGE_STACK_MAX } from '../../protocol/limits.ts';
import { showPage } from '../bridge.ts';
import { preloadAfter } from '../packages.ts';
import { Failure } from '../wx/settle.ts';
import { type Address, addressOf, searchOf } from './address.ts';
import type { EventChannel } from './channel.ts';
import { type Instance, Page, type World } from './page.ts';

export class Stack {
  private readonly world: World;
  private pages: Page[] = [];
  private readonly keptTabs = new Map<string, Page>();
  private readonly missing: (address: Address) => boolean;
  private readonly arrive: (path: string) => void;
  /** Fulfilled with the first page; what an app asks of the page while it launches waits for it. */
  readonly begun: Promise<void>;
  private begin: () => void = () => undefined;

  /**
   * missing: told of a page that does not exist; true when the program handled it. arrive: has what the page needs at
   * hand, before anything is closed for it; throws when it cannot.
   */
  constructor(world: World, missing: (address: Address) => boolean, arrive: (path: string) => void) {
    this.world = world;
    this.missing = missing;
    this.arrive = arrive;
    this.begun = new Promise((done) => {
      this.begin = done;
    });
  }

  get top(): Page | undefined {
    return this.pages.at(-1);
  }
  instances(): Instance[] {
    return this.pages.map((page) => page.instance);
  }
  all(): Page[] {
    return [...new Set([...this.keptTabs.values(), ...this.pages])];
  }
  isTab(path: string): boolean {
    return this.world.tabs.includes(path);
  }

  launch(address: Address): void {
    let target = address;
    if (!this.exists(address)) {
      if (this.missing(address) && this.pages.length > 0) return;
      target = addressOf(`/${this.world.components.meta.entry}`, '');
    }
    this.arrive(target.path);
    this.clear();
    this.push(target, null);
  }

  /** The program's first page, everything else closed. */
  home(): void {
    this.launch(addressOf(`/${this.world.components.meta.entry}`, ''));
  }

  navigateTo(url: string, channel: EventChannel | null): void {
    const address = this.find(url);
    if (this.isTab(address.path)) throw new Failure('can not navigateTo a tabbar page');
    if (this.pages.length >= PAGE_STACK_MAX) throw new Failure('page limit exceeded');
    this.top?.hide();
    this.push(address, channel);
  }

  redirectTo(url: string): void {
    const address = this.find(url);
    if (this.isTab(address.path)) throw new Failure('can not redirectTo a tabbar page');
    this.drop(1);
    this.push(address, null);
  }

  navigateBack(delta: number): void {
    if (this.pages.length <= 1) throw new Failure('cannot navigate back at first page.');
    this.drop(Math.min(Math.max(1, delta), this.pages.length - 1));
    this.shown();
  }

  reLaunch(url: string): void {
    const address = this.find(url);
    this.clear();
    this.push(address, null);
  }

  switchTab(url: string): void {
    const address = this.find(url);
    if (!this.isTab(address.path)) throw new Failure('can not switch to no-tabBar page');
    const current = this.top;
    if (current?.path === address.path && this.pages.length === 1) return;
    this.drop(this.pages.length - 1);
    const bottom = this.pages[0];
    if (bottom?.path === address.path) {
      this.shown();
      return;
    }
    if (bottom && bottom.tab >= 0) bottom.hide();
    else bottom?.unload();
    this.pages = [];
    const kept = this.keptTabs.get(address.path);
    if (!kept) {
      this.push({ ...address, query: {}, text: address.path }, null);
      return;
    }
    this.pages = [kept];
    this.shown();
  }

  /** Shows the top page and tells the chrome about it. */
  shown(): void {
    this.top?.show();
    this.announce();
    if (this.top) preloadAfter(this.top.path);
  }

  announce(): void {
    const page = this.top;
    if (page) {
      const { path, tab, look, shares } = page;
      showPage({ path, query: searchOf(page.query), depth: this.pages.length, tab, shares, ...look });
    }
  }

  private exists(address: Address): boolean {
    return this.world.components.meta.pages.includes(address.path);
  }

  private find(url: string): Address {
    const address = addressOf(url, this.top?.path ?? '');
    if (!this.exists(address)) throw new Failure(`page "${address.text}" is not found`);
    this.arrive(address.path);
    return address;
  }

  private push(address: Address, opener: EventChannel | null): void {
    const page = new Page(this.world, address);
    this.pages.push(page);
    this.begin();
    if (page.tab >= 0) this.keptTabs.set(page.path, page);
    this.announce();
    page.open(opener);
    // onLoad may have gone elsewhere: only the page on top is shown.
    if (this.top === page) this.shown();
  }

  private drop(count: number): void {
    for (let left = count; left > 0; left--) {
      const page = this.pages.pop();
      if (!page) return;
      this.keptTabs.delete(page.path);
      page.unload();
    }
  }

  private clear(): void {
    this.drop(this.pages.length);
    for (const page of this.keptTabs.values()) page.unload();
    this.keptTabs.clear();
  }
}
