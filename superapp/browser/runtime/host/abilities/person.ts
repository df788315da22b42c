// The person, as far as they show themselves: name and picture, phone number, address, invoice title, number plate. Each
// is chosen or allowed in a sheet of the host.

import { t } from '../../../say.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { DetailKind } from '../../protocol/server.ts';
import { read } from '../../protocol/validate.ts';
import { chooseAvatar } from '../sheets/avatar.ts';
import { askConsent } from '../sheets/consent.ts';
import { chooseDetail } from '../sheets/details.ts';
import type { Abilities, Ability } from './ability.ts';
import { refuse } from './ability.ts';
import { openAbout } from './consent.ts';

const DESC_CHARS_MAX = 30; // of the platform

export const person: Abilities = {
  async getUserInfo({ consents, server }, arg) {
    // No dialog here, as on the platform: who was not asked before is nameless.
    const named = (await consents.allowed()).scopes['scope.userInfo'] === true;
    return server('getUserInfo', { named, secret: read.flag(arg, 'withCredentials', true) });
  },
  async getUserProfile({ consents, layer, program, server }, arg) {
    const desc = read.text(arg, 'desc', 200);
    if (desc === '') refuse('getUserProfile', 'parameter error: parameter.desc should be String instead of Undefined');
    if (desc.length > DESC_CHARS_MAX) refuse('getUserProfile', 'desc length does not meet the requirements');
    // Asked each time, as on the platform.
    const asked = { ...program, what: t('know your name and picture'), purpose: desc };
    const answer = await askConsent(layer, asked);
    if (!answer) refuse('getUserProfile', 'auth deny');
    await consents.set('scope.userInfo', true);
    return server('getUserInfo', { named: true });
  },
  // What <button open-type="getUserInfo"> asks: a tap of the person, so they may be asked for their name.
  async 'button.getUserInfo'({ consents, server }, arg) {
    await consents.require('getUserInfo', 'scope.userInfo');
    return server('getUserInfo', { named: true, secret: read.flag(arg, 'withCredentials', true) });
  },
  async 'button.getPhoneNumber'({ layer, program, server }) {
    const note = t('%(name)s and its makers will know the number you choose.', { name: program.name });
    const chosen = await chooseDetail(layer, server, 'phone', { note });
    if (!chosen) return refuse('getPhoneNumber', 'user deny');
    return server('getPhoneNumber', { id: chosen.id });
  },
  async 'button.chooseAvatar'({ layer, program, server }) {
    const told = await server('getUserInfo', { named: false, secret: false });
    const plain = isObject(told['userInfo']) ? String(told['userInfo']['avatarUrl'] ?? '') : '';
    const avatarUrl = await chooseAvatar(layer, program.name, plain);
    return avatarUrl ? { avatarUrl } : refuse('chooseAvatar', 'cancel');
  },
  'button.feedback': async (context) => {
    await openAbout(context);
    return {};
  },
  chooseAddress: choosing('chooseAddress', 'address', (one) => ({
    userName: one['userName'] ?? '',
    postalCode: one['postalCode'] ?? '',
    provinceName: one['provinceName'] ?? '',
    cityName: one['cityName'] ?? '',
    countyName: one['countyName'] ?? '',
    streetName: one['streetName'] ?? '',
    detailInfo: one['detailInfo'] ?? '',
    detailInfoNew: one['detailInfo'] ?? '',
    telNumber: one['telNumber'] ?? '',
    nationalCode: one['nationalCode'] ?? '',
  })),
  chooseInvoiceTitle: choosing('chooseInvoiceTitle', 'invoice_title', (one) => ({
    type: one['type'] === '0' ? 0 : 1,
    title: one['title'] ?? '',
    taxNumber: one['taxNumber'] ?? '',
    companyAddress: one['companyAddress'] ?? '',
    telephone: one['telephone'] ?? '',
    bankName: one['bankName'] ?? '',
    bankAccount: one['bankAccount'] ?? '',
  })),
  chooseLicensePlate: choosing('chooseLicensePlate', 'plate', (one) => ({ plateNumber: one['plateNumber'] ?? '' })),
};

function choosing(api: string, kind: DetailKind, shape: (fields: Record<string, string>) => JsonObject): Ability {
  return async ({ layer, server }) => {
    const chosen = await chooseDetail(layer, server, kind);
    return chosen ? shape(chosen.fields) : refuse(api, 'cancel');
  };
}
