// The program's settings: what it may do, which messages it may send, and having it forget the person. Opened by
// wx.openSetting, by the button of that open type, and from the capsule's menu.

import { t } from '../../../say.ts';
import type { Allowed } from '../../protocol/server.ts';
import { SCOPES } from '../consents.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet, toggle } from './sheet.ts';

export type Settings = {
  name: string;
  allowed: Allowed;
  titles: { [template: string]: string };
  setScope(scope: string, on: boolean): Promise<unknown>;
  setMessages(on: boolean): Promise<unknown>;
  keep(template: string, on: boolean): Promise<unknown>;
  forget(): Promise<unknown>;
};

export function showSettings(layer: Layer, { name, allowed, titles, ...does }: Settings): Promise<void> {
  return sheet<void>(layer, t('%(name)s: settings', { name }), undefined, (body, finish) => {
    const asked = Object.entries(SCOPES).filter(([scope]) => scope in allowed.scopes);
    const scopes = asked.map(([scope, words]) =>
      toggle(words.label, allowed.scopes[scope] === true, (on) => does.setScope(scope, on)),
    );
    const none = make('p', { class: 'program-note' }, t('It has not asked you for anything yet.'));
    const kept = Object.entries(allowed.kept).map(([template, choice]) =>
      toggle(titles[template] ?? t('Message %(name)s', { name: template }), choice === 'accept', (on) =>
        does.keep(template, on),
      ),
    );
    const status = make('p', { class: 'program-note', role: 'status' });
    const forget = button(
      t('Forget me in this program'),
      () => {
        if (forget.dataset['sure'] === undefined) {
          forget.dataset['sure'] = '';
          forget.textContent = t('Yes, remove everything it keeps about me');
          return;
        }
        does.forget().then(
          () => finish(),
          () => {
            status.textContent = t('This did not work. Try again.');
          },
        );
      },
      'danger',
    );
    body.append(
      make('h3', {}, `${name} may`),
      make('div', { class: 'program-list' }, ...(scopes.length > 0 ? scopes : [none])),
      make('h3', {}, t('Messages')),
      make(
        'div',
        { class: 'program-list' },
        toggle(t('Offer me messages'), allowed.wants_messages, (on) => does.setMessages(on)),
        ...kept,
      ),
      foot(forget),
      status,
    );
    return undefined;
  });
}
