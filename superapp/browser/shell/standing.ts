// What a chat says about how one stands to the other person: a stranger is named as one, and a blocked one cannot write.
import { html, nothing, type TemplateResult } from 'lit';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

/** Above the messages. */
export function strangerLine(known: Conversation): TemplateResult | typeof nothing {
  if (known.standing !== 'stranger') return nothing;
  return html`<p class="standing">${icon('user-round')}<span>Not one of your contacts.</span><a href="/people/${known.peer_id}">Add, block or report</a></p>`;
}

/** In the place of the composer. */
export function whyNobodyWrites(known: Conversation): TemplateResult {
  if (known.standing === 'blocked')
    return html`<p class="composer-note">You blocked ${known.title}. <a href="/people/${known.peer_id}">Unblock</a></p>`;
  if (known.kind === 'group') return html`<p class="composer-note">Only admins write here now.</p>`;
  return html`<p class="composer-note">${known.title} only sends you news. Nobody reads answers here.</p>`;
}
