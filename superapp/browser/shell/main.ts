// The shell's one script: every island, and what starts them. Loaded as a module by every page (templates/layout.html).
import './by_card.ts';
import './chat.ts';
import './chat_list.ts';
import './disclosures.ts';
import './encrypted_find.ts';
import './fresh.ts';
import './likes.ts';
import './nearby.ts';
import './palette.ts';
import './portrait.ts';
import './scan.ts';
import './program.ts';
import './recent.ts';
import './safety_page.ts';
import './search.ts';
import './sheet.ts';
import './shortcuts.ts';
import './swipe_back.ts';
import './theme.ts';
import { offerCopies } from './copy.ts';
import './kept_page.ts';
import { startWorker } from './install.ts';
import { forgetAll } from './kept.ts';
import { lookForNetwork } from './kept_page.ts';
import { goLive } from './live.ts';
import { startNavigation } from './navigate.ts';
import { renewSubscription } from './notifications.ts';
import { flush } from './outbox.ts';
import { definePasskeys } from './passkeys.ts';
import { adoptPageProgram } from './program_pane.ts';
import { adoptKept, chatState, fetchState, takePage, whenReady } from './store.ts';
import { localTimes } from './times.ts';
import { resumeUploads } from './uploads.ts';

/** Islands that few pages have bring their own script; it is run once. Without a network they stay as the page has them. */
function loadIslands(): void {
  for (const { dataset } of document.querySelectorAll<HTMLElement>('#main [data-script]'))
    if (dataset.script) import(dataset.script).catch(() => {});
}

function pageShown(): void {
  loadIslands();
  offerCopies(document);
  adoptPageProgram();
  lookForNetwork();
  if (document.querySelector('.shell')) void goOnline();
  // Only who is not signed in is shown this form: whatever this device still keeps is of somebody who has left.
  else if (/^\/sign-(in|up)$/.test(location.pathname)) void forgetAll();
}

async function goOnline(): Promise<void> {
  if (!chatState() && document.querySelector('.shell[data-kept]')) await adoptKept('');
  if (!chatState()) await fetchState();
  await whenReady();
  goLive(); // does nothing while the socket is open
  await flush();
  await resumeUploads();
  await renewSubscription();
}

definePasskeys();
takePage(document);
localTimes(document);
startNavigation(pageShown);
startWorker();
pageShown();
document.addEventListener('submit', (event) => {
  if (event.target instanceof HTMLFormElement && event.target.matches('[action="/sign-out"]')) void forgetAll();
});
addEventListener('online', () => {
  if (document.querySelector('.shell') && !chatState()) void goOnline();
});
