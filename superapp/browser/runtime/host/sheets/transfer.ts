// Shows a person what a merchant sends her: from whom, how much and what for. Taking it is her choice.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

export type Offer = { merchant: string; amount: string; remark: string; reason: string };

/** True when she takes it; false for later, which leaves it waiting. */
export function offerTransfer(layer: Layer, { merchant, amount, remark, reason }: Offer): Promise<boolean> {
  return sheet<boolean>(layer, t('%(name)s sends you money', { name: merchant }), false, (body, finish) => {
    const later = button(t('Not now'), () => finish(false));
    body.append(
      make('p', { class: 'program-amount' }, amount),
      make('p', {}, remark),
      make('p', { class: 'program-note' }, reason),
      foot(
        later,
        button(t('Accept'), () => finish(true), 'primary'),
      ),
    );
    return later;
  });
}
