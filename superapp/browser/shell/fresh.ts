// Pages about people show what others do, too: when contacts or requests change while one of them is open, it is fetched
// again and takes its own place, unless somebody is writing in it.
import { localTimes } from './times.ts';

const ABOUT_PEOPLE = /^\/(contacts|people)(\/|$)/;
const PAUSE_MS = 150; // several changes in a row are one look

let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener('contactschange', () => {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), PAUSE_MS);
});

async function refresh(): Promise<void> {
  const address = location.href;
  if (!ABOUT_PEOPLE.test(location.pathname)) return;
  const response = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!response?.ok || location.href !== address) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const name of ['list', 'main']) {
    const [from, to] = [page.getElementById(name), document.getElementById(name)];
    if (!from || !to || to.contains(document.activeElement)) continue;
    to.replaceChildren(...from.childNodes);
    localTimes(to);
  }
}
