// The open types of <button>: each asks an ability of the host, whose sheet the person answers, and comes back as the
// documented event with the platform's detail.

import type { JsonObject } from '../protocol/json.ts';
import { onAct } from './acts.ts';
import { callHost } from './bridge.ts';
import { described } from './events.ts';
import type { Stack } from './pages/stack.ts';
import { share } from './share.ts';

/** Open type -> ability of the host. */
const ABILITIES: { [type: string]: string } = {
  getUserInfo: 'button.getUserInfo',
  getPhoneNumber: 'button.getPhoneNumber',
  chooseAvatar: 'button.chooseAvatar',
  openSetting: 'openSetting',
  feedback: 'button.feedback',
};

export function followButtons(stack: Stack): void {
  onAct('share', (_asked, target) => void share(stack, 'button', described(target)));
  // Nothing has to be agreed to that was not asked before: see getPrivacySetting.
  onAct('agreePrivacyAuthorization', (asked, _target, answer) =>
    answer(String(asked['event']), { errMsg: 'agreePrivacyAuthorization:ok' }),
  );
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
