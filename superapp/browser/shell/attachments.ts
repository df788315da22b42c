// What a message may carry besides text and pictures, drawn: files, voice notes, places, people and stickers. The
// server's side is superapp/chat/attachments.py.
import { html, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { openSheet } from './sheets.ts';
import { sticker } from './stickers.ts';
import { type Message, text } from './validate.ts';
import { avatar, icon, sizeText } from './words.ts';
import './voice_player.ts';

/** Undefined when the kind is none of these. */
export function attachmentBody(message: Message): TemplateResult | undefined {
  const { body } = message;
  switch (message.kind) {
    case 'file': {
      const address = `/chats/${message.conversation_id}/files/${text(body, 'file')}`;
      const size = typeof body.size_bytes === 'number' ? sizeText(body.size_bytes) : '';
      return html`<a class="attachment" href=${address} download=${text(body, 'name')}>${icon('file-text')}<span class="attachment-text"><strong>${text(body, 'name')}</strong><span>${size}</span></span>${icon('download')}</a>`;
    }
    case 'voice': {
      const address = `/chats/${message.conversation_id}/files/${text(body, 'voice')}`;
      return html`<sa-voice src=${address} seconds=${Number(body.seconds)}></sa-voice>`;
    }
    case 'place': {
      const [latitude, longitude] = [text(body, 'latitude'), text(body, 'longitude')];
      const name = text(body, 'name') || t('A place');
      const where = text(body, 'address') || `${latitude}, ${longitude}`;
      const open = () => void openSheet((sheets) => sheets.showPlace(message));
      return html`<button class="attachment" @click=${open}>${icon('map-pin')}<span class="attachment-text"><strong>${name}</strong><span>${where}</span></span>${icon('chevron-right')}</button>`;
    }
    case 'person': {
      const id = text(body, 'person_id');
      const name = message.names[id] ?? '';
      return html`<a class="attachment" href="/people/${id}">${avatar(name, id)}<span class="attachment-text"><strong>${name}</strong><span>${t('Contact')}</span></span>${icon('chevron-right')}</a>`;
    }
    case 'sticker':
      return sticker(text(body, 'sticker'));
    default:
      return undefined;
  }
}

/** A message in one line, for quotes; undefined as above. */
export function attachmentLine(message: Message): string | undefined {
  const { body } = message;
  switch (message.kind) {
    case 'file':
      return t('File: %(name)s', { name: String(body.name) });
    case 'voice':
      return t('Voice note');
    case 'place':
      return body.name ? t('Place: %(name)s', { name: String(body.name) }) : t('A place');
    case 'person':
      return t('Contact: %(name)s', { name: message.names[String(body.person_id)] ?? '' });
    case 'sticker':
      return t('Sticker');
    default:
      return undefined;
  }
}
