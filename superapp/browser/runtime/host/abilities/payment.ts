// Payment: the server verifies what the merchant signed and gives a token; the host's own cashier does the rest, outside
// the frame. The program learns only how it ended, and its server learns the truth from the notification.

import { read } from '../../protocol/validate.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

let open = false;

export const payment: Abilities = {
  async requestPayment({ server, cashier }, arg) {
    if (open) refuse('requestPayment', 'a payment is open already');
    open = true;
    try {
      const { cashier: token } = await server('requestPayment', {
        timeStamp: read.text(arg, 'timeStamp', 32),
        nonceStr: read.text(arg, 'nonceStr', 64),
        package: read.text(arg, 'package', 256),
        signType: read.text(arg, 'signType', 16),
        paySign: read.text(arg, 'paySign', 4_096),
      });
      const outcome = await cashier(String(token));
      if (outcome === 'paid') return {};
      return refuse('requestPayment', outcome === 'cancelled' ? 'cancel' : outcome.failed);
    } finally {
      open = false;
    }
  },
};
