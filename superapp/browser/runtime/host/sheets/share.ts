// "Send to a chat": the card a program proposed, and the person's chats to choose from.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { avatar, type Layer, sheet } from './sheet.ts';

export type Card = { title: string; image: string };
export type Chat = { id: string; title: string; seed: string };

const SEARCH_FROM = 8;

/** The chosen chat's id, or null. image: an address, or "". */
export function chooseChat(
  layer: Layer,
  program: { name: string; appid: string },
  card: Card,
  chats: Chat[],
): Promise<string | null> {
  return sheet<string | null>(layer, t('Send to a chat'), null, (body, finish) => {
    const picture = card.image
      ? make('img', { src: card.image, alt: '' })
      : avatar(program.name, program.appid, 'program');
    const words = make('div', {}, make('strong', {}, card.title), make('small', {}, program.name));
    const rows = chats.map((one) =>
      make(
        'li',
        { 'data-name': one.title.toLowerCase() },
        make(
          'button',
          { type: 'button', class: 'program-choice', click: () => finish(one.id) },
          avatar(one.title, one.seed),
          make('span', {}, one.title),
        ),
      ),
    );
    const list = make('ul', { class: 'program-choices' }, ...rows);
    const search = make('input', { type: 'search', placeholder: t('Find a chat'), 'aria-label': t('Find a chat') });
    search.addEventListener('input', () => {
      const wanted = search.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.dataset['name']?.includes(wanted);
    });
    body.append(make('div', { class: 'program-preview' }, picture, words));
    if (chats.length >= SEARCH_FROM) body.append(make('div', { class: 'search' }, search));
    body.append(
      chats.length > 0
        ? list
        : make(
            'p',
            { class: 'program-note' },
            t('You have no chat yet. Write to somebody first, then send this there.'),
          ),
    );
    return undefined;
  });
}
