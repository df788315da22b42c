// What an admin wants everybody in a group to see: one line above the thread, all of it when it is opened. The server's
// side of this drawing is templates/chat/conversation.html.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import type { Conversation } from './validate.ts';
import { icon } from './words.ts';

export function announcementBar({ announcement }: Conversation): TemplateResult | typeof nothing {
  if (!announcement) return nothing;
  return html`<details class="announcement"><summary>${icon('megaphone')}<strong>${t('Announcement')}</strong><span class="announcement-line">${announcement}</span>${icon('chevron-down')}</summary><p>${announcement}</p></details>`;
}
