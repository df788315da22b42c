// What a program is: who made it, which version runs, which servers it asks, what it may do.

import { t } from '../../../say.ts';
import type { AboutProgram } from '../../protocol/server.ts';
import { SCOPES } from '../consents.ts';
import { make } from '../dom.ts';
import { avatar, type Layer, sheet } from './sheet.ts';

export function showAbout(layer: Layer, appid: string, about: AboutProgram, scopes: string[]): Promise<void> {
  return sheet<void>(layer, about.name, undefined, (body) => {
    const row = (name: string, ...values: string[]) =>
      make('div', {}, make('dt', {}, name), ...values.map((value) => make('dd', {}, value)));
    const servers = about.domains.map((origin) => origin.replace(/^https:\/\//, '').replace(/:443$/, ''));
    const may = scopes.map((scope) => SCOPES[scope]?.label ?? '').filter(Boolean);
    const released = new Date(about.released_at);
    const when = new Intl.DateTimeFormat(document.documentElement.lang || 'en', { dateStyle: 'medium' });
    body.append(
      make('div', { class: 'program-asks' }, avatar(about.name, appid, 'program'), make('p', {}, about.name)),
      make(
        'dl',
        { class: 'program-facts' },
        row(t('Made by'), about.developer || t('Unknown')),
        row(t('Version'), String(about.version)),
        ...(Number.isNaN(released.getTime()) ? [] : [row(t('Released'), when.format(released))]),
        row(t('Asks these servers'), ...(servers.length > 0 ? servers : [t('None')])),
        row(t('You allow it'), ...(may.length > 0 ? may : [t('Nothing')])),
        row(t('Appid'), appid),
      ),
    );
    return undefined;
  });
}
