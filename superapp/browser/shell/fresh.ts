// Pages about people and groups show what others do, too: when contacts, requests or the group change while one of them
// is open, it is fetched again and takes its own place, unless somebody is writing in it.
import { offerCopies } from './copy.ts';
import { localTimes } from './times.ts';

const ABOUT_PEOPLE = /^\/(contacts|people)(\/|$)/;
const ABOUT_GROUPS = /^\/(groups|join)\/([^/]+)$/;
const PAUSE_MS = 150; // several changes in a row are one look

let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener('contactschange', () => {
  if (ABOUT_PEOPLE.test(location.pathname)) lookSoon(['list', 'main']);
});

addEventListener('groupchange', (event) => {
  const [, kind, id] = ABOUT_GROUPS.exec(location.pathname) ?? [];
  // An invitation does not tell which group it leads to. The list beside both keeps itself.
  if (kind === 'join' || (kind === 'groups' && id === (event as CustomEvent<string>).detail)) lookSoon(['main']);
});

function lookSoon(panes: string[]): void {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(panes), PAUSE_MS);
}

/** Fetch the page again and put these panes in their places, unless somebody is at one of them. */
export async function refresh(panes: string[]): Promise<void> {
  const address = location.href;
  const response = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => null);
  if (location.href !== address) return;
  if (response?.status === 404) return location.reload(); // no longer in the group: the server has the words
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const name of panes) {
    const [from, to] = [page.getElementById(name), document.getElementById(name)];
    if (!from || !to || isBusy(to)) continue;
    to.replaceChildren(...from.childNodes);
    localTimes(to);
    offerCopies(to);
  }
}

/** Somebody is at it: a control has the focus, a field has unsaved words, a menu is open. */
function isBusy(pane: HTMLElement): boolean {
  const active = document.activeElement;
  if (active !== pane && pane.contains(active)) return true;
  if (pane.querySelector('details[open]')) return true;
  return [...pane.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].some(
    (one) => one.value !== one.defaultValue,
  );
}
