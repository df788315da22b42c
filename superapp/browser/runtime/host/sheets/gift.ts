// Shows a person what a merchant gives away: from whom, what for, and whether there is a share for them. Opening it is
// their choice.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

export type Gift = {
  merchant: string;
  title: string;
  greeting: string;
  cover: string;
  state: 'open' | 'mine' | 'empty' | 'over';
  mine: string;
};

/** True when they open it; false for anything else. */
export function offerGift(layer: Layer, gift: Gift): Promise<boolean> {
  return sheet<boolean>(layer, gift.title, false, (body, finish) => {
    const leave = button(gift.state === 'open' ? t('Not now') : t('Close'), () => finish(false));
    const from = make('p', { class: 'envelope-from' }, t('From %(name)s', { name: gift.merchant }));
    const head = make(
      'div',
      { class: 'envelope-head' },
      from,
      make('p', { class: 'envelope-greeting' }, gift.greeting || gift.title),
    );
    head.dataset['cover'] = gift.cover;
    body.append(head);
    if (gift.state !== 'open') body.append(make('p', { class: 'program-note' }, wordsOf(gift)), foot(leave));
    else
      body.append(
        foot(
          leave,
          button(t('Open'), () => finish(true), 'primary'),
        ),
      );
    return leave;
  });
}

function wordsOf(gift: Gift): string {
  if (gift.state === 'mine') return t('You got %(amount)s', { amount: gift.mine });
  return gift.state === 'empty' ? t('All shares have gone') : t('Run out');
}
