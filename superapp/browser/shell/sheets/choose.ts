// What one may send besides words and files is chosen here: a sticker, a contact; and where one is, is looked at once more.
import { html } from 'lit';
import { t } from '../../say.ts';
import { ask, Unreachable } from '../api.ts';
import { STICKERS, sticker } from '../stickers.ts';
import { fields, list, text } from '../validate.ts';
import { avatar, distanceText, icon } from '../words.ts';
import { chosenIn } from './dialog.ts';

export type Someone = { id: string; name: string; picture: string };
export type Where = { latitude: number; longitude: number; accuracy: number };

/** Its name; null when the person leaves it, as below. */
export function chooseSticker(): Promise<string | null> {
  const title = t('Choose a sticker');
  return chosenIn<string>(
    title,
    (choose) => html`<h2 class="sheet-title">${t('Stickers')}</h2>
      <div class="sticker-grid">${STICKERS.map((name) => html`<button class="sticker-choice" @click=${() => choose(name)}>${sticker(name)}</button>`)}</div>`,
  );
}

/** One of one's own. known: those to choose from without a network. Raises when there is none and they cannot be had. */
export async function chooseContact(known: Someone[]): Promise<Someone | null> {
  const people = await contacts().catch((error: unknown) => {
    if (known.length && error instanceof Unreachable) return known;
    throw error;
  });
  const title = t('Choose a contact');
  return await chosenIn<Someone>(
    title,
    (choose) => html`<h2 class="sheet-title">${title}</h2>
      <div class="sheet-list">${
        people.length
          ? people.map(
              (one) =>
                html`<button class="row" @click=${() => choose(one)}>${avatar(one.name, one.id, '', '', one.picture)}<span class="row-text"><span class="row-title">${one.name}</span></span>${icon('chevron-right')}</button>`,
            )
          : html`<p class="soft small">${t('You have no contacts yet.')}</p>`
      }</div>`,
  );
}

async function contacts(): Promise<Someone[]> {
  const answer = await ask('GET', '/contacts/list');
  return list(answer.people).map((value) => {
    const one = fields(value);
    return { id: text(one, 'id'), name: text(one, 'name'), picture: text(one, 'picture') };
  });
}

/** Whether this place is to be sent. accuracy: in metres. */
export async function confirmPlace({ latitude, longitude, accuracy }: Where): Promise<boolean> {
  const title = t('Send where you are?');
  const sent = await chosenIn<boolean>(
    title,
    (choose, dialog) => html`<h2 class="sheet-title">${title}</h2>
      <p>${t('This chat sees where you are now. It does not follow you.')}</p>
      <p class="soft number">${latitude.toFixed(5)}, ${longitude.toFixed(5)} · ${t('within %(distance)s', { distance: distanceText(accuracy) })}</p>
      <div class="sheet-foot">
        <button class="button" @click=${() => dialog.close()}>${t('Cancel')}</button>
        <button class="button" data-kind="primary" @click=${() => choose(true)}>${t('Send')}</button>
      </div>`,
  );
  return sent === true;
}
