// The person in a program: address, invoice title, number plate, contacts, calendar, messages. The host's sheets ask;
// here the arguments travel and what this host has no notion of fails as documented.

import type { JsonObject, Kit } from '../kit.ts';
import { put } from './temp_files.ts';

export function person(kit: Kit): Record<string, unknown> {
  // A picture as a file, so that wx.uploadFile carries it to the program's server.
  kit.onAct('chooseAvatar', (asked, _target, answer) => {
    const say = (detail: JsonObject) => answer(String(asked['event']), detail);
    kit.callHost('button.chooseAvatar').then(
      ({ avatarUrl }) => say({ avatarUrl: fileOf(kit, String(avatarUrl)), errMsg: 'chooseAvatar:ok' }),
      (refused: JsonObject) => say({ ...refused }),
    );
  });
  const members: Record<string, unknown> = {};
  for (const name of [
    'addPhoneCalendar',
    'addPhoneContact',
    'addPhoneRepeatCalendar',
    'chooseAddress',
    'chooseContact',
    'chooseInvoiceTitle',
    'chooseLicensePlate',
    'openPrivacyContract',
    'requestSubscribeMessage',
    'scanCode',
  ]) {
    members[name] = kit.hostApi(name);
  }
  return {
    ...members,
    // There is no list of favourite programs, so none is on it.
    checkIsAddedToMyMiniProgram: kit.api('checkIsAddedToMyMiniProgram', () => ({ added: false })),
    // The browser's own permissions are changed in the browser; the program's settings are what we can open.
    openAppAuthorizeSetting: kit.api('openAppAuthorizeSetting', async () => {
      await kit.callHost('openSetting');
    }),
  };
}

/** A temporary file for a data address; the address itself when it is none. */
function fileOf(kit: Kit, address: string): string {
  const [, type = '', body = ''] = /^data:([\w/+-]+);base64,(.*)$/s.exec(address) ?? [];
  if (!body) return address;
  return put(kit.bytesOf(body), type === 'image/jpeg' ? 'jpg' : 'svg');
}
