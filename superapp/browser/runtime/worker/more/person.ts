// The person in a program: address, invoice title, number plate, contacts, calendar, messages. The host's sheets ask;
// here the arguments travel and what this host has no notion of fails as documented.

import type { Kit } from '../kit.ts';

export function person(kit: Kit): Record<string, unknown> {
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
