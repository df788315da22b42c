// What stands above an encrypted chat: that it is one, whether its people have compared their safety number, and, before
// anything else is written, that a new browser can read it.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { accept, reasonOf, standingOf } from './encrypted.ts';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

export function encryptedBar(known: Conversation, me: string): TemplateResult | typeof nothing {
  if (known.kind !== 'encrypted') return nothing;
  const standing = standingOf(known.id);
  if (standing === undefined) return bar('lock-keyhole', t('Opening the keys of this chat…'));
  if (typeof standing === 'string') return bar('triangle-alert', reasonOf(standing, known).join('. '), 'bad');
  if (standing.isChanged)
    return changed(
      known,
      standing.browsers.some((one) => one.isNew && one.personId !== me),
    );
  if (!standing.isReady) return bar('hourglass', reasonOf('unready', known).join('. '));
  const words = standing.isCompared
    ? t('End-to-end encrypted. You have compared the safety number.')
    : t('End-to-end encrypted. Only your browsers and theirs can read it.');
  return html`<p class="standing" data-encrypted role="status">${icon(standing.isCompared ? 'shield-check' : 'lock-keyhole')}<span>${words}</span><a href="/chats/${known.id}/safety">${standing.isCompared ? t('Safety number') : t('Compare')}</a></p>`;
}

/** Whether one may write now. */
export function canSeal(known: Conversation): boolean {
  const standing = standingOf(known.id);
  return typeof standing === 'object' && standing.isReady && !standing.isChanged;
}

/** What one reads in the place of words that this browser cannot read. */
export function unreadableText(why: unknown): string {
  if (why === 'no_key') return t('This browser has no key for this message.');
  if (why === 'not_genuine') return t('This message is not what it claims to be, so it is not shown.');
  return t('Encrypted message');
}

function bar(mark: string, words: string, tone = ''): TemplateResult {
  return html`<p class="standing" data-encrypted data-tone=${tone || nothing} role="status">${icon(mark)}<span>${words}</span></p>`;
}

function changed(known: Conversation, isTheirs: boolean): TemplateResult {
  const words = isTheirs
    ? t('%(name)s can read this chat in a new browser. If they did not sign in anew, somebody else may be reading.', {
        name: known.title,
      })
    : t('You can read this chat in another browser now. If that was not you, sign it out and change your password.');
  return html`<div class="encrypted-warning" role="alert">${icon('shield-alert')}<p>${words}</p><div class="buttons">
    <a class="button" data-size="small" data-kind="primary" href="/chats/${known.id}/safety">${t('Compare')}</a>
    ${isTheirs ? nothing : html`<a class="button" data-size="small" href="/me/sessions">${t('My devices')}</a>`}
    <button class="button" data-size="small" data-kind="plain" @click=${() => accept(known, false)}>${t('Go on without')}</button>
  </div></div>`;
}
