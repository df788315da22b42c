// What an ability is: one wx function the host answers, and what it may use. A refusal is thrown as {errno, errMsg}.

import type { JsonObject } from '../../protocol/json.ts';
import type { Refusal } from '../../protocol/messages.ts';
import type { Chrome } from '../chrome.ts';
import type { Dialogs } from '../dialogs.ts';

export type CashierOutcome = 'paid' | 'cancelled' | { failed: string };
export type Cashier = (token: string) => Promise<CashierOutcome>;

export type Context = {
  api: string;
  signal: AbortSignal;
  server(api: string, arg: JsonObject): Promise<JsonObject>;
  dialogs: Dialogs;
  chrome: Chrome;
  cashier: Cashier;
  /** The address of a file of the package, for pictures the host shows itself. */
  asset(path: string): string;
  close(): void;
};

export type Ability = (context: Context, arg: JsonObject) => Promise<JsonObject> | JsonObject;
export type Abilities = { [api: string]: Ability };

export function refuse(api: string, reason: string, errno = 1): never {
  throw { errno, errMsg: `${api}:fail ${reason}` } satisfies Refusal;
}
