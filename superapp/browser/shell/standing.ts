// What a chat says about how one stands to the other person: a stranger is named as one, and a blocked one cannot write.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

/** Above the messages. */
export function strangerLine(known: Conversation): TemplateResult | typeof nothing {
  if (known.standing !== 'stranger') return nothing;
  return html`<p class="standing">${icon('user-round')}<span>${t('Not one of your contacts.')}</span><a href="/people/${known.peer_id}">${t('Add, block or report')}</a></p>`;
}

/** In the place of the composer. */
export function whyNobodyWrites(known: Conversation): TemplateResult {
  if (known.standing === 'blocked')
    return html`<p class="composer-note">${t('You blocked this person.')} <a href="/people/${known.peer_id}">${t('Unblock')}</a></p>`;
  if (known.kind === 'group') return html`<p class="composer-note">${t('Only admins write here now.')}</p>`;
  return html`<p class="composer-note">${t('%(name)s only sends you news. Nobody reads answers here.', { name: known.title })}</p>`;
}
