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
import './pay_code.ts';
import './portrait.ts';
import './scan.ts';
import './program.ts';
import './recent.ts';
import './safety_page.ts';
import './search.ts';
import './sheet.ts';
import './split_form.ts';
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

function pageShown(): void {
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
