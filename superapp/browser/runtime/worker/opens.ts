// The open types of <button>: each asks an ability of the host, whose sheet the person answers, and comes back as the
// documented event with the platform's detail.

import type { JsonObject } from '../protocol/json.ts';
import { onAct } from './acts.ts';
import { callHost } from './bridge.ts';
import { described } from './events.ts';
import type { Stack } from './pages/stack.ts';
import { here, share } from './share.ts';

/** Open type -> ability of the host. */
const ABILITIES: { [type: string]: string } = {
  getUserInfo: 'button.getUserInfo',
  getPhoneNumber: 'button.getPhoneNumber',
  chooseAvatar: 'button.chooseAvatar',
  openSetting: 'openSetting',
  feedback: 'button.feedback',
};

/** What a contact button says besides; a price makes the card a product's (ours). */
const CONTACT = [
  'session-from',
  'send-message-title',
  'send-message-path',
  'send-message-img',
  'send-message-price',
  'show-message-card',
];

export function followButtons(stack: Stack): void {
  onAct('share', (_asked, target) => void share(stack, 'button', described(target)));
  // Nothing has to be agreed to that was not asked before: see getPrivacySetting.
  onAct('agreePrivacyAuthorization', (asked, _target, answer) =>
    answer(String(asked['event']), { errMsg: 'agreePrivacyAuthorization:ok' }),
  );
  onAct('contact', (asked, _target, answer) => {
    const said: { [name: string]: string } = {};
    for (const name of CONTACT) {
      if (asked[name] !== undefined) said[name] = String(asked[name]);
    }
    // Written without a value it counts as yes.
    const card = said['show-message-card'];
    const shown = card !== undefined && card !== 'false';
    said['send-message-path'] ||= here(stack);
    callHost('button.contact', { ...said, 'show-message-card': shown }).then(
      (ok) => answer('contact', { ...ok, errMsg: 'enterContact:ok' }),
      (refused: JsonObject) => answer('contact', { ...refused, errMsg: 'enterContact:fail' }),
    );
  });
  for (const [type, ability] of Object.entries(ABILITIES)) {
    onAct(type, (asked, _target, answer) => {
      const say = (detail: JsonObject) => asked['event'] && answer(String(asked['event']), detail);
      callHost(ability, { lang: asked['lang'] ?? 'en' }).then(
        (ok) => say({ ...ok, errMsg: `${type}:ok` }),
        (refused: JsonObject) => say({ ...refused }),
      );
    });
  }
}
