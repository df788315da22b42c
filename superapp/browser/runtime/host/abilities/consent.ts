// What the person allows: asking ahead, telling what was decided, and the settings.

import { isObject } from '../../protocol/json.ts';
import type { MessageTemplate } from '../../protocol/server.ts';
import { read } from '../../protocol/validate.ts';
import { GIVEN, SCOPES } from '../consents.ts';
import { showAbout } from '../sheets/about.ts';
import { showSettings } from '../sheets/settings.ts';
import { askSubscriptions, type Choice } from '../sheets/subscribe.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

const TEMPLATES_MAX = 5;
const NO_TEMPLATES = 10_001;
const TOO_MANY = 20_003;
const BAD_TEMPLATE = 20_001;
const SWITCHED_OFF = 20_004;
const TEMPLATE = /^[\w-]{1,64}$/;

export const consent: Abilities = {
  async authorize({ consents }, arg) {
    await consents.require('authorize', read.text(arg, 'scope', 60));
    return {};
  },
  getSetting: (context, arg) => settingOf(context, read.flag(arg, 'withSubscriptions')),
  async openSetting(context, arg) {
    await openSettings(context);
    return settingOf(context, read.flag(arg, 'withSubscriptions'));
  },
  async openPrivacyContract(context) {
    await openAbout(context);
    return {};
  },
  async requestSubscribeMessage(context, arg) {
    const { consents, layer, program, server } = context;
    const wanted = [...new Set(read.texts(arg, 'tmplIds', TEMPLATES_MAX + 1))];
    if (wanted.length === 0) refuse('requestSubscribeMessage', 'TmplIds can not be empty', NO_TEMPLATES);
    if (wanted.length > TEMPLATES_MAX) refuse('requestSubscribeMessage', 'Templates count out of max bounds', TOO_MANY);
    if (wanted.some((one) => !TEMPLATE.test(one))) {
      refuse('requestSubscribeMessage', 'No template data return, verify the template id exist', BAD_TEMPLATE);
    }
    const allowed = await consents.allowed();
    if (!allowed.wants_messages) {
      refuse('requestSubscribeMessage', 'The main switch is switched off', SWITCHED_OFF);
    }
    const kept = Object.fromEntries(
      wanted.flatMap((one): [string, Choice][] => {
        const choice = allowed.kept[one];
        return choice ? [[one, choice]] : [];
      }),
    );
    const open = wanted.filter((one) => !(one in kept));
    if (open.length === 0) {
      await server('answerSubscriptions', { answers: kept, keep: true });
      return kept;
    }
    const chosen = await askSubscriptions(layer, program, await templatesOf(context, open));
    // Leaving the sheet is a no for this time, as on the platform.
    const answers = chosen?.answers ?? Object.fromEntries(open.map((one): [string, Choice] => [one, 'reject']));
    await server('answerSubscriptions', { answers, keep: chosen?.keep ?? false });
    if (Object.keys(kept).length > 0) await server('answerSubscriptions', { answers: kept, keep: true });
    if (chosen?.keep) Object.assign(allowed.kept, answers);
    return { ...kept, ...answers };
  },
};

/** What the messages are called. Refuses when the program has no such template. */
async function templatesOf({ server }: Pick<Context, 'server'>, ids: string[]): Promise<MessageTemplate[]> {
  const { templates } = await server('messageTemplates', { ids }).catch(() =>
    refuse('requestSubscribeMessage', 'No template data return, verify the template id exist', BAD_TEMPLATE),
  );
  const list: unknown[] = Array.isArray(templates) ? templates : [];
  return list.flatMap((one): MessageTemplate[] => {
    if (!isObject(one)) return [];
    const says: unknown[] = Array.isArray(one['says']) ? one['says'] : [];
    return [{ id: String(one['id']), title: String(one['title']), says: says.map(String) }];
  });
}

export async function openSettings({ consents, layer, program, server }: Context): Promise<void> {
  const allowed = await consents.allowed();
  const kept = Object.keys(allowed.kept);
  // A template that is gone keeps its id for a name.
  const named = kept.length ? await templatesOf({ server }, kept).catch(() => []) : [];
  // Whoever closes the sheet right after a switch still gets what was switched.
  let changes: Promise<unknown> = Promise.resolve();
  const change = (run: () => Promise<unknown>): Promise<unknown> => {
    const turn = changes.then(run);
    changes = turn.catch(() => undefined);
    return turn;
  };
  await showSettings(layer, {
    name: program.name,
    allowed,
    titles: Object.fromEntries(named.map((one) => [one.id, one.title])),
    setScope: (scope, on) => change(() => consents.set(scope, on)),
    setMessages: (on) =>
      change(async () => {
        await server('setConsent', { scope: 'subscriptions', granted: on });
        allowed.wants_messages = on;
      }),
    keep: (template, on) =>
      change(async () => {
        const choice = on ? 'accept' : 'reject';
        await server('keepSubscription', { template_id: template, choice });
        allowed.kept[template] = choice;
      }),
    forget: async () => {
      await server('forgetProgram', {});
      consents.forget();
    },
  });
  await changes;
}

export async function openAbout({ consents, layer, program, server }: Context): Promise<void> {
  const [about, allowed] = await Promise.all([server('aboutProgram', {}), consents.allowed()]);
  const scopes = Object.keys(SCOPES).filter((scope) => allowed.scopes[scope] === true);
  const domains = Array.isArray(about['domains']) ? about['domains'].map(String) : [];
  await showAbout(
    layer,
    program.appid,
    {
      name: String(about['name'] ?? program.name),
      developer: String(about['developer'] ?? ''),
      version: Number(about['version']) || 0,
      released_at: String(about['released_at'] ?? ''),
      domains,
    },
    scopes,
  );
}

/** {authSetting, subscriptionsSetting} in the platform's shape. */
async function settingOf({ consents }: Context, withSubscriptions: boolean) {
  const { scopes, wants_messages, kept } = await consents.allowed();
  const authSetting: { [scope: string]: boolean } = {};
  for (const scope of GIVEN) authSetting[scope] = true;
  for (const [scope, granted] of Object.entries(isObject(scopes) ? scopes : {})) {
    if (scope in SCOPES) authSetting[scope] = granted === true;
  }
  if (!withSubscriptions) return { authSetting };
  return { authSetting, subscriptionsSetting: { mainSwitch: wants_messages, itemSettings: { ...kept } } };
}
