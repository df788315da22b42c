// Asks the person whether a program may do something, with the program's name and its own words for the purpose.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { avatar, button, foot, type Layer, sheet } from './sheet.ts';

export type Asked = { name: string; appid: string; what: string; purpose: string };

/** True when allowed, false when refused, null when the sheet was left without an answer. */
export function askConsent(layer: Layer, { name, appid, what, purpose }: Asked): Promise<boolean | null> {
  return sheet<boolean | null>(layer, t('Let %(name)s %(what)s?', { name, what }), null, (body, finish) => {
    const words = purpose
      ? make('p', { class: 'program-purpose' }, make('span', {}, t('%(name)s says:', { name })), ' ', purpose)
      : make('p', {}, t('The program did not say what for.'));
    const refuse = button(t('Refuse'), () => finish(false));
    body.append(
      make('div', { class: 'program-asks' }, avatar(name, appid, 'program'), words),
      make('p', { class: 'program-note' }, t('You can change this later in the program’s settings.')),
      foot(
        refuse,
        button(t('Allow'), () => finish(true), 'primary'),
      ),
    );
    // Enter must not give away what nobody has read.
    return refuse;
  });
}
