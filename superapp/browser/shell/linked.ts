// Words with their links, and the card of what stands behind the first one. templates/parts/link_card.html draws the same
// on the server. The card's picture comes from our own address; opening it is the only way to the other server.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { piecesOf } from './links.ts';
import { changeMessage } from './message_changes.ts';
import { chatState } from './store.ts';
import type { Message, Preview } from './validate.ts';
import { icon } from './words.ts';

const REL = 'noopener noreferrer nofollow ugc';

/** mentions: handle in lower case -> person, of those who were named in a group. */
export function linked(text: string, mentions: Record<string, unknown> = {}): unknown[] {
  return piecesOf(text).flatMap((one) =>
    one.href
      ? html`<a class="link" href=${one.href} rel=${REL} target="_blank">${one.text}</a>`
      : named(one.text, mentions),
  );
}

function named(text: string, mentions: Record<string, unknown>): unknown[] {
  return text.split(/(@[A-Za-z]\w{2,29})/).map((part) => {
    const person = part.startsWith('@') ? mentions[part.slice(1).toLowerCase()] : undefined;
    return typeof person === 'string' ? html`<a class="mention" href="/people/${person}">${part}</a>` : part;
  });
}

export function linkCard(message: Message, preview: Preview): TemplateResult {
  const isMine = message.sender_id === chatState()?.me;
  const drop = () => void changeMessage(message.conversation_id, message.seq, 'no-preview', {});
  const { picture, width, height } = preview;
  const address = `/chats/${message.conversation_id}/messages/${message.seq}/previews/${picture}.webp`;
  return html`<article class="link-card"><a href=${preview.url} rel=${REL} target="_blank">${picture ? html`<img src=${address} width=${width} height=${height} alt="" loading="lazy">` : nothing}<span class="link-card-site">${icon('link')}<span>${preview.site}</span></span><span class="link-card-title">${preview.title}</span>${preview.description ? html`<span class="link-card-line">${preview.description}</span>` : nothing}</a>${isMine ? html`<button class="icon-button link-card-drop" aria-label=${t('Remove the preview')} title=${t('Remove the preview')} @click=${drop}>${icon('x')}</button>` : nothing}</article>`;
}
