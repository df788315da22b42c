// Red envelopes, an ability of our own. A program proposes one: the person chooses the chat, and the host's money sheet,
// where everything can still be changed, takes the PIN. A program that may see the person's envelopes reads them here; a
// merchant's gift is shown by the host and opened with the person's yes.

import { t } from '../../../say.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import { offerGift } from '../sheets/gift.ts';
import { type Chat, chooseChat } from '../sheets/share.ts';
import type { Abilities, EnvelopeWish } from './ability.ts';
import { refuse } from './ability.ts';

const KINDS: readonly string[] = ['lucky', 'equal'];
const SHARES_MAX = 100;
const TOTAL_MAX = 10 ** 12;
const PAGE_MAX = 100;
/** Programs with a sheet on their screen; `consents` stands for the program that is open. */
const filling = new WeakSet<object>();

export const envelopes: Abilities = {
  async sendEnvelope(context, arg) {
    const { layer, program, server, fill, consents } = context;
    if (filling.has(consents)) refuse('sendEnvelope', 'an envelope is open already');
    const wish = wishOf(arg);
    filling.add(consents);
    try {
      const { chats } = await server('envelopeTargets', {});
      const list = Array.isArray(chats) ? chats.filter(isChat) : [];
      const chosen = await chooseChat(layer, program, { title: wish.greeting || program.name, image: '' }, list);
      if (chosen === null || !(await fill(chosen, wish))) return refuse('sendEnvelope', 'cancel');
      return {};
    } finally {
      filling.delete(consents);
    }
  },
  async getEnvelopes({ consents, server }, arg) {
    await consents.require('getEnvelopes', 'scope.envelopes');
    const limit = Math.trunc(read.number(arg, 'limit', 50, 1, PAGE_MAX));
    return server('getEnvelopes', { before: read.text(arg, 'before', 40), limit });
  },
  async claimEnvelope({ server, layer, consents, dialogs }, arg) {
    if (filling.has(consents)) refuse('claimEnvelope', 'an envelope is open already');
    filling.add(consents);
    try {
      const token = read.text(arg, 'token', 43);
      const told = await server('showGift', { token }).catch(renamed);
      const gift = {
        merchant: String(told['merchant'] ?? ''),
        title: String(told['title'] ?? ''),
        greeting: String(told['greeting'] ?? ''),
        cover: String(told['cover'] ?? ''),
        state: told['mine'] ? 'mine' : told['canOpen'] ? 'open' : told['ranOut'] ? 'over' : 'empty',
        mine: String(told['mine'] ?? ''),
      } as const;
      if (!(await offerGift(layer, gift)))
        return refuse('claimEnvelope', gift.state === 'open' ? 'cancel' : gift.state);
      const { amount } = await server('takeGift', { token }).catch(renamed);
      dialogs.toast(t('You got %(amount)s', { amount: String(amount) }), 'success', 2_500, false);
      return {};
    } finally {
      filling.delete(consents);
    }
  },
};

/** The server speaks of its own calls; programs know this one's name. */
function renamed(error: { errno?: number; errMsg?: string }): never {
  const reason = String(error?.errMsg ?? '').replace(/^[^:]*:fail ?/, '');
  return refuse('claimEnvelope', reason || 'internal error', error?.errno);
}

/** total in the smallest unit. What makes no sense is refused, so that a program's mistake shows while it is made. */
function wishOf(arg: JsonObject): EnvelopeWish {
  const kind = read.text(arg, 'kind', 8);
  const total = Number(arg['total'] ?? 0);
  const shares = Number(arg['shares'] ?? 0);
  if (kind !== '' && !KINDS.includes(kind)) refuse('sendEnvelope', 'parameter error: kind', 1001);
  if (!Number.isSafeInteger(total) || total < 0 || total > TOTAL_MAX) {
    refuse('sendEnvelope', 'parameter error: total', 1001);
  }
  if (!Number.isSafeInteger(shares) || shares < 0 || shares > SHARES_MAX) {
    refuse('sendEnvelope', 'parameter error: shares', 1001);
  }
  return {
    total,
    shares,
    kind: kind as EnvelopeWish['kind'],
    greeting: read.text(arg, 'greeting', 60),
    cover: read.text(arg, 'cover', 16),
  };
}

function isChat(value: unknown): value is Chat & JsonObject {
  return isObject(value) && ['id', 'title', 'seed'].every((name) => typeof value[name] === 'string');
}
