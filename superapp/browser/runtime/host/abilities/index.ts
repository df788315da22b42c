// Every ability of the host by the name of its wx function. What is missing here is refused as not supported.

import type { Abilities } from './ability.ts';
import { bars } from './bars.ts';
import { device } from './device.ts';
import { dialogs } from './dialogs.ts';
import { login } from './login.ts';
import { payment } from './payment.ts';
import { request } from './request.ts';
import { storage } from './storage.ts';

export const ABILITIES: Abilities = { ...login, ...request, ...payment, ...storage, ...dialogs, ...bars, ...device };

/** These need the session's capability as well: the server answers them. */
export const NEED_CAPABILITY = new Set([
  'login',
  'checkSession',
  'request',
  'requestPayment',
  'setStorage',
  'removeStorage',
  'clearStorage',
]);
