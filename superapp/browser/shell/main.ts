// The shell's one script: every island, and what starts them. Loaded as a module by every page (templates/layout.html).
import './chat.ts';
import './chat_list.ts';
import './disclosures.ts';
import './fresh.ts';
import './portrait.ts';
import './scan.ts';
import './program.ts';
import './recent.ts';
import './search.ts';
import './sheet.ts';
import './theme.ts';
import { offerCopies } from './copy.ts';
import { goLive } from './live.ts';
import { startNavigation } from './navigate.ts';
import { flush } from './outbox.ts';
import { definePasskeys } from './passkeys.ts';
import { adoptPageProgram } from './program_pane.ts';
import { chatState, fetchState, takePage } from './store.ts';
import { localTimes } from './times.ts';

function pageShown(): void {
  offerCopies(document);
  adoptPageProgram();
  if (document.querySelector('.shell')) void goOnline();
}

async function goOnline(): Promise<void> {
  if (!chatState()) await fetchState();
  goLive(); // does nothing while the socket is open
  await flush();
}

definePasskeys();
takePage(document);
localTimes(document);
startNavigation(pageShown);
pageShown();
