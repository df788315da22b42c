// Moving between the shell's places without loading everything anew: the next page is fetched as the HTML it is, and its
// list and main panes take the place of the old ones. The socket, the chat state and an open program live on. Anything
// unusual (an error page, a sign-in, a newer build) is left to the browser.
import { announce } from './announce.ts';
import { takePage, tell } from './store.ts';
import { localTimes } from './times.ts';

const OURS =
  /^\/(add|chats|collect|contacts|disputes|envelopes|feed|groups|join|people|programs|scan|search|splits|transfers|wallet|me|p)(\/|$)/;
const BUSY_AFTER_MS = 150;

let latest = 0;
let shownAddress = '';
let cameByKeys = false;
let onShown: (() => void) | null = null;

/** shown: called after every page, for what belongs to a page rather than to an element. */
export function startNavigation(shown: () => void): void {
  onShown = shown;
  if (!document.querySelector('.shell')) return;
  history.scrollRestoration = 'manual';
  addEventListener('keydown', () => (cameByKeys = true), true);
  addEventListener('pointerdown', () => (cameByKeys = false), true);
  document.addEventListener('click', onClick);
  shownAddress = addressOf(location);
  addEventListener('popstate', () => {
    // A jump within the page, as from the skip link, also pops; fetching the page again would lose the focus it set.
    if (addressOf(location) !== shownAddress) void go(location.href, { isBack: true });
  });
}

export async function go(address: string, { isBack = false } = {}): Promise<void> {
  const url = new URL(address, location.href);
  if (!isOurs(url) || !isOurs(new URL(location.href))) return location.assign(url);
  latest += 1;
  const mine = latest;
  const busy = setTimeout(() => document.body.append(busyBar()), BUSY_AFTER_MS);
  try {
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (mine !== latest) return;
    // A kept program needs the page that was made for it, with its own policy.
    const isKeptProgram = page.querySelector('sa-kept-program') !== null;
    if (!response.ok || !isSameBuild(page) || isKeptProgram) return location.assign(url);
    const shown = new URL(response.url);
    shownAddress = addressOf(shown);
    if (!isBack) history.pushState(null, '', shownAddress + url.hash);
    await swap(page);
  } catch {
    location.assign(url); // the browser says best why a page cannot be had
  } finally {
    clearTimeout(busy);
    for (const bar of document.querySelectorAll('.busy-bar')) bar.remove();
  }
}

/** The number of the message that the address names, as /chats/…#m5 does; 0 when it names none. */
export function messageInAddress(): number {
  return Number(/^#m(\d{1,15})$/.exec(location.hash)?.[1] ?? 0);
}

async function swap(page: Document): Promise<void> {
  const [from, to] = [page.querySelector<HTMLElement>('.shell')!, document.querySelector<HTMLElement>('.shell')!];
  const [listFrom, listTo] = [from.querySelector('#list')!, to.querySelector('#list')!];
  const [mainFrom, mainTo] = [from.querySelector('#main')!, to.querySelector<HTMLElement>('#main')!];
  takePage(page);
  const [kept, current] = [listTo.querySelector('sa-chat-list'), listFrom.querySelector('sa-chat-list')];
  // The list of chats stays where it was scrolled to; only the current row moves.
  if (kept && current && !listTo.querySelector('sa-kept'))
    kept.setAttribute('current', current.getAttribute('current') ?? '');
  else listTo.replaceChildren(...listFrom.childNodes);
  mainTo.replaceChildren(...mainFrom.childNodes);
  for (const name of ['data-list', 'data-depth']) to.setAttribute(name, from.getAttribute(name) ?? '');
  for (const place of to.querySelectorAll<HTMLElement>('.place')) {
    const isCurrent = from.querySelector(`.place[data-place="${place.dataset.place}"]`)?.hasAttribute('aria-current');
    if (isCurrent) place.setAttribute('aria-current', 'page');
    else place.removeAttribute('aria-current');
  }
  const skip = document.querySelector('.skip-link');
  skip?.setAttribute('href', page.querySelector('.skip-link')?.getAttribute('href') ?? '#main');
  document.title = page.title;
  tell(null); // the title has changed, and with it where the number stands
  localTimes(mainTo);
  mainTo.scrollTop = 0;
  const first = mainTo.querySelector<HTMLElement>('[autofocus]');
  (first ?? mainTo).focus({ preventScroll: true });
  announce(page.title);
  onShown?.();
  if (!first && writesAtOnce()) await focusComposer(mainTo);
}

/** The box to write in, once the island has drawn it; unless the focus has gone on meanwhile. */
async function focusComposer(main: HTMLElement): Promise<void> {
  for (const name of ['sa-chat', 'sa-composer']) {
    const island = main.querySelector<HTMLElement & { updateComplete?: Promise<boolean> }>(name);
    await island?.updateComplete;
  }
  if (document.activeElement === main)
    main.querySelector<HTMLElement>('.composer textarea')?.focus({ preventScroll: true });
}

/** On a desk, and wherever somebody came by keys. Elsewhere the keyboard on the screen would cover what they came to read. */
function writesAtOnce(): boolean {
  return cameByKeys || matchMedia('(hover: hover)').matches;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.target || link.hasAttribute('download')) return;
  if (link.hash && link.pathname === location.pathname) {
    // A jump within the page is the browser's; to where the address stands already it is silent, but somebody asks again.
    if (link.hash === location.hash) dispatchEvent(new Event('hashchange'));
    return;
  }
  const url = new URL(link.href);
  if (!isOurs(url) || !isOurs(new URL(location.href))) return;
  event.preventDefault();
  void go(url.href);
}

function addressOf(place: URL | Location): string {
  return place.pathname + place.search;
}

function isOurs(url: URL): boolean {
  return url.origin === location.origin && OURS.test(url.pathname);
}

function isSameBuild(page: Document): boolean {
  const script = (from: Document) => from.querySelector('script[type="module"]')?.getAttribute('src');
  return page.querySelector('.shell') !== null && script(page) === script(document);
}

function busyBar(): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'busy-bar';
  return bar;
}
