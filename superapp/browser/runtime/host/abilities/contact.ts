// <button open-type="contact">: from the program to its thread, where the people behind it answer. What the person looks
// at may wait there as a card, which they send or not.

import { t } from '../../../say.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

export const contact: Abilities = {
  async 'button.contact'(context, arg) {
    const { server, dialogs } = context;
    const asked = {
      session_from: read.text(arg, 'session-from', 1_000),
      card: read.flag(arg, 'show-message-card') ? cardOf(context, arg) : null,
    };
    const { conversation_id } = await server('openContact', asked).catch((refused: unknown) => {
      dialogs.toast(t('Nobody answers questions here yet.'), 'none', 2_500, false);
      throw refused;
    });
    if (typeof conversation_id !== 'string') return refuse('enterContact', 'no thread');
    context.contact(conversation_id);
    return { path: asked.card?.path ?? '', query: {} };
  },
};

/** By default the page the person is on. A picture of the package only: another server would learn who looks. */
function cardOf({ program }: Context, arg: JsonObject) {
  const picture = read.text(arg, 'send-message-img', 2_000);
  const price = Number(read.text(arg, 'send-message-price', 20) || '0');
  return {
    title: read.text(arg, 'send-message-title', 300) || program.name,
    path: read.text(arg, 'send-message-path', 2_048).replace(/^\/+/, ''),
    image: /^[a-z][a-z0-9+.-]*:|^\/\//i.test(picture) ? '' : picture.replace(/^\/+/, ''),
    price: Number.isSafeInteger(price) && price > 0 ? price : 0,
  };
}
