// Sends a page of the program into a chat. The worker has asked the page for title, path and picture; the person chooses
// where it goes, and the server writes it.

import { t } from '../../../say.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import { type Chat, chooseChat } from '../sheets/share.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

export const share: Abilities = {
  async shareAppMessage(context, arg) {
    const { layer, program, server, dialogs } = context;
    const title = read.text(arg, 'title', 300) || program.name;
    const picture = read.text(arg, 'imageUrl', 2_000);
    // Only pictures of the package: another server would learn who is shown the card.
    const inside = picture !== '' && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(picture) ? picture.replace(/^\/+/, '') : '';
    const price = Number.isSafeInteger(arg['price']) ? Number(arg['price']) : 0;
    const { chats } = await server('shareTargets', {});
    const list = Array.isArray(chats) ? chats.filter(isChat) : [];
    const chosen = await chooseChat(layer, program, { title, image: inside && context.asset(inside) }, list);
    if (chosen === null) return refuse('shareAppMessage', 'cancel');
    await server('shareCard', {
      conversation_id: chosen,
      client_id: crypto.randomUUID(),
      title,
      path: read.text(arg, 'path', 2_048).replace(/^\/+/, ''),
      image: inside,
      ...(price > 0 ? { price } : {}),
    });
    dialogs.toast(t('Sent'), 'success', 1_500, false);
    return {};
  },
  async copyLink(context, arg) {
    const path = read.text(arg, 'path', 2_048).replace(/^\/+/, '');
    const address = `${location.origin}/p/${context.program.appid}?path=${encodeURIComponent(path)}`;
    await navigator.clipboard.writeText(address).catch(() => refuse('copyLink', 'no permission'));
    context.dialogs.toast(t('Link copied'), 'success', 1_500, false);
    return {};
  },
};

function isChat(value: unknown): value is Chat & JsonObject {
  return isObject(value) && ['id', 'title', 'seed'].every((name) => typeof value[name] === 'string');
}

/** The menu's way in: the worker asks the page, then calls `shareAppMessage` or `copyLink`. */
export function askToShare({ notify }: Context, kind: 'chat' | 'link'): void {
  notify('share', { kind });
}
