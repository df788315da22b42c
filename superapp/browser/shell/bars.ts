// What stands between the head of a chat and its thread: a group's announcement and the newest pinned message. The bar of
// pinned ones is an element of sheets.js: most chats have none.
import { html, nothing, type TemplateResult } from 'lit';
import { announcementBar } from './announcement.ts';
import { loadSheets } from './sheets.ts';
import type { Conversation } from './validate.ts';

export function barsAbove(known: Conversation): TemplateResult {
  if (known.pins.length) void loadSheets();
  return html`${announcementBar(known)}${known.pins.length ? html`<sa-pins .chat=${known}></sa-pins>` : nothing}`;
}
