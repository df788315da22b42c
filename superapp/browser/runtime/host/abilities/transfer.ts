// Money from a merchant: the server says what is offered and to whom, the host's sheet asks the person, and her yes
// takes it. The program learns only how it ended.

import { t } from '../../../say.ts';
import { read } from '../../protocol/validate.ts';
import { offerTransfer } from '../sheets/transfer.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

const API = 'requestMerchantTransfer';
/** Programs with an offer on their screen; `consents` stands for the program that is open. */
const offering = new WeakSet<object>();

export const transfer: Abilities = {
  async requestMerchantTransfer({ server, layer, program, dialogs, consents }, arg) {
    if (offering.has(consents)) refuse(API, 'a transfer is open already');
    offering.add(consents);
    try {
      const asked = {
        mchId: read.text(arg, 'mchId', 32),
        appId: read.text(arg, 'appId', 32) || program.appid,
        package: read.text(arg, 'package', 256),
      };
      const offer = await server('showMerchantTransfer', asked).catch(renamed);
      const accepted = await offerTransfer(layer, {
        merchant: String(offer['merchant'] ?? ''),
        amount: String(offer['amount'] ?? ''),
        remark: String(offer['remark'] ?? ''),
        reason: String(offer['reason'] ?? ''),
      });
      if (!accepted) return refuse(API, 'cancel');
      await server('takeMerchantTransfer', asked).catch(renamed);
      dialogs.toast(t('Received'), 'success', 1_500, false);
      return {};
    } finally {
      offering.delete(consents);
    }
  },
};

/** The server speaks of its own calls; programs know this one's name. */
function renamed(error: { errno?: number; errMsg?: string }): never {
  const reason = String(error?.errMsg ?? '').replace(/^[^:]*:fail ?/, '');
  return refuse(API, reason || 'internal error', error?.errno);
}
