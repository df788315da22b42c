// Every ability of the host by the name of its wx function. What is missing here is refused as not supported.

import type { Abilities } from './ability.ts';
import { bars } from './bars.ts';
import { book } from './book.ts';
import { camera } from './camera.ts';
import { components } from './components.ts';
import { consent } from './consent.ts';
import { contact } from './contact.ts';
import { device } from './device.ts';
import { dialogs } from './dialogs.ts';
import { envelopes } from './envelopes.ts';
import { files } from './files.ts';
import { location } from './location.ts';
import { login } from './login.ts';
import { motion } from './motion.ts';
import { payment } from './payment.ts';
import { person } from './person.ts';
import { programs } from './programs.ts';
import { record } from './record.ts';
import { request } from './request.ts';
import { scan } from './scan.ts';
import { share } from './share.ts';
import { sockets } from './sockets.ts';
import { storage } from './storage.ts';
import { transfer } from './transfer.ts';

export const ABILITIES: Abilities = {
  ...login,
  ...request,
  ...sockets,
  ...payment,
  ...transfer,
  ...envelopes,
  ...storage,
  ...dialogs,
  ...bars,
  ...components,
  ...device,
  ...files,
  ...consent,
  ...contact,
  ...person,
  ...book,
  ...location,
  ...motion,
  ...record,
  ...camera,
  ...share,
  ...scan,
  ...programs,
};

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
