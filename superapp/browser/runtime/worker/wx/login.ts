// Who the person is, what they allowed, and payment. The server decides each; the host adds the cashier.

import { isObject } from '../../protocol/json.ts';
import { callHost } from '../bridge.ts';
import { api, Failure, hostApi, type Options } from './settle.ts';

const PAYMENT = ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign'];

export function login() {
  return {
    login: api('login', () => callHost('login', {})),
    checkSession: api('checkSession', () => callHost('checkSession', {})),
    requestPayment: api('requestPayment', (options) => callHost('requestPayment', payment(options))),
    getSetting: hostApi('getSetting'),
    openSetting: hostApi('openSetting'),
    authorize: hostApi('authorize'),
    getUserInfo: hostApi('getUserInfo'),
    getUserProfile: hostApi('getUserProfile'),
    getPrivacySetting: api('getPrivacySetting', () => ({ needAuthorization: false, privacyContractName: '' })),
    requirePrivacyAuthorize: api('requirePrivacyAuthorize', () => ({})),
    onNeedPrivacyAuthorization: () => undefined,
  };
}

function payment(options: Options): Options {
  const missing = PAYMENT.find((name) => typeof options[name] !== 'string' && typeof options[name] !== 'number');
  if (missing && missing !== 'signType') throw new Failure(`parameter error: parameter.${missing} should be String`);
  const given = isObject(options) ? options : {};
  return Object.fromEntries(PAYMENT.map((name) => [name, String(given[name] ?? (name === 'signType' ? 'RSA' : ''))]));
}
