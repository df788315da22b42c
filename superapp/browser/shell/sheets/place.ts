// A place somebody sent: its name, its address, and the ways to go on from there.
import { html, nothing } from 'lit';
import { t } from '../../say.ts';
import { copyText } from '../copy.ts';
import { type Message, text } from '../validate.ts';
import { icon } from '../words.ts';
import { head, openDialog } from './dialog.ts';

export function showPlace({ body }: Message): void {
  const [latitude, longitude] = [text(body, 'latitude'), text(body, 'longitude')];
  const name = text(body, 'name') || t('A place');
  const address = text(body, 'address');
  const at = `${latitude}, ${longitude}`;
  // A geo address opens whatever map the device has; a browser without one does nothing, so there is a page, too.
  const device = `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name)})`;
  const page = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const copy = () => void copyText([text(body, 'name'), address, at].filter(Boolean).join('\n'));
  openDialog(
    name,
    (dialog) => html`${head(name, dialog)}
      ${address ? html`<p>${address}</p>` : nothing}
      <p class="soft number">${at}</p>
      <ul class="rows">
        <li><a class="row" href=${device}>${icon('map-pin')}<span class="row-text"><span class="row-title">${t('Open in maps')}</span></span></a></li>
        <li><a class="row" href=${page} target="_blank" rel="noopener noreferrer">${icon('compass')}<span class="row-text"><span class="row-title">${t('Show on OpenStreetMap')}</span></span>${icon('external-link')}</a></li>
        <li><button class="row" @click=${copy}>${icon('copy')}<span class="row-text"><span class="row-title">${t('Copy')}</span></span></button></li>
      </ul>`,
  );
}
