// What an ability is: one wx function the host answers, and what it may use. A refusal is thrown as {errno, errMsg}.

import type { JsonObject } from '../../protocol/json.ts';
import type { Enter, HostEvent, Refusal } from '../../protocol/messages.ts';
import type { Chrome } from '../chrome.ts';
import type { Consents } from '../consents.ts';
import type { DeviceFiles } from '../device_files.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Layer } from '../sheets/sheet.ts';
import type { StorageWrites } from '../writes.ts';

export type CashierOutcome = 'paid' | 'cancelled' | { failed: string };
export type Cashier = (token: string) => Promise<CashierOutcome>;

/** What a program proposes for an envelope; the person may change all of it. total: smallest unit, 0 for none; shares: 0
 * for as many as the chat has people; kind, cover: '' for the sheet's own choice. */
export type EnvelopeWish = {
  total: number;
  shares: number;
  kind: '' | 'lucky' | 'equal';
  greeting: string;
  cover: string;
};
/** The host's money sheet, filled in: whether something was sent. */
export type FillEnvelope = (conversation: string, wish: EnvelopeWish) => Promise<boolean>;
/** The host's own sheets about money: only there a person gives their PIN. */
export type MoneySheets = { cashier: Cashier; fill: FillEnvelope };

/** Another program, or this one at another page, and how it learns that it was opened. */
export type Visit = Enter & { appid: string };

export type Context = {
  api: string;
  signal: AbortSignal;
  /** Of the open program; for sockets of its own, which carry it themselves. */
  session(): Promise<string>;
  /** Files that came with the call. */
  bytes: ArrayBuffer[];
  server(api: string, arg: JsonObject): Promise<JsonObject>;
  /** A request answered piece by piece: `streamServer` of wire.ts. */
  stream(arg: JsonObject, heard: (part: JsonObject) => void): Promise<JsonObject>;
  dialogs: Dialogs;
  chrome: Chrome;
  cashier: Cashier;
  fill: FillEnvelope;
  /** The address of a file of the package, for pictures the host shows itself. */
  asset(path: string): string;
  /** The address of a file of the package for the host to read; '' for a path that leads out of it. */
  packaged(path: string): string;
  close(): void;
  /** What the person allowed: `await consents.require(api, 'scope.camera')` asks once, or refuses. */
  consents: Consents;
  /** Storage writes on their way. */
  writes: StorageWrites;
  /** What the program keeps on this device. */
  files: DeviceFiles;
  /** Where sheets go: `sheets/sheet.ts`. */
  layer: Layer;
  /** app: app.json, for reading with care. */
  program: { appid: string; name: string; app: unknown };
  /** Tells the worker something by itself. */
  notify(name: HostEvent, detail: JsonObject): void;
  /** Runs when the program ends or starts again, at once if it has: gives back what was taken from the device. */
  onEnd(stop: () => void): void;
  visit(visit: Visit): void;
  /** To the thread in which the person and the program talk. */
  contact(conversation: string): void;
  /** Back to the program that opened this one. False when none did. */
  back(extraData: JsonObject): boolean;
  /** Starts again at a page with its query, or at the first page. */
  restart(path: string): void;
  /** Opens anew, with the newest version. */
  reopen(): void;
};

/** An answer with files, which are moved to the worker. */
export class WithFiles {
  readonly ok: JsonObject;
  readonly bytes: ArrayBuffer[];
  constructor(ok: JsonObject, bytes: ArrayBuffer[]) {
    this.ok = ok;
    this.bytes = bytes;
  }
}

type Answer = JsonObject | WithFiles;
export type Ability = (context: Context, arg: JsonObject) => Promise<Answer> | Answer;
export type Abilities = { [api: string]: Ability };

export function refuse(api: string, reason: string, errno = 1): never {
  throw { errno, errMsg: `${api}:fail ${reason}` } satisfies Refusal;
}
