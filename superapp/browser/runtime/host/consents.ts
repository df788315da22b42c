// What the person allowed this program. An ability calls `require` before it touches the person or the device: the first
// call asks, a refusal stands until it is changed in the settings, and the server keeps both.

import { t } from '../../say.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import type { Allowed } from '../protocol/server.ts';
import { refuse } from './abilities/ability.ts';
import { askConsent } from './sheets/consent.ts';
import type { Layer } from './sheets/sheet.ts';

type Words = { ask: string; label: string };

/** Scopes of the platform, in the order of its settings page. */
export const SCOPES: { [scope: string]: Words } = {
  'scope.userInfo': { ask: t('know your name and picture'), label: t('Name and picture') },
  'scope.userLocation': { ask: t('know where you are'), label: t('Where you are') },
  'scope.userFuzzyLocation': { ask: t('know roughly where you are'), label: t('Roughly where you are') },
  'scope.userLocationBackground': { ask: t('follow where you are'), label: t('Where you are, also in the background') },
  'scope.record': { ask: t('use your microphone'), label: t('Microphone') },
  'scope.camera': { ask: t('use your camera'), label: t('Camera') },
  'scope.writePhotosAlbum': { ask: t('save pictures and videos'), label: t('Save pictures and videos') },
  'scope.bluetooth': { ask: t('use Bluetooth'), label: t('Bluetooth') },
  'scope.addPhoneContact': { ask: t('give you a contact to keep'), label: t('Contacts') },
  'scope.addPhoneCalendar': { ask: t('give you a date to keep'), label: t('Calendar') },
  'scope.werun': { ask: t('know your steps'), label: t('Steps') },
  // Ours, for wx.getEnvelopes.
  'scope.envelopes': { ask: t('see the red envelopes you gave and opened'), label: t('Red envelopes') },
};
/** Scopes that the platform has given up: always allowed, because the person chooses each time. */
export const GIVEN = ['scope.address', 'scope.invoiceTitle', 'scope.invoice'];
const AUTH_DENY = 103;

type Server = (api: string, arg: JsonObject) => Promise<JsonObject>;
type Program = { appid: string; name: string; app: unknown };

export class Consents {
  private known: Promise<Allowed> | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly server: Server;
  private readonly layer: Layer;
  private readonly program: Program;

  constructor(server: Server, layer: Layer, program: Program) {
    this.server = server;
    this.layer = layer;
    this.program = program;
  }

  /** Everything decided so far; read once, kept true by `set`. */
  async allowed(): Promise<Allowed> {
    this.known ??= this.server('getSetting', {}) as Promise<unknown> as Promise<Allowed>;
    return this.known.catch((error: unknown) => {
      this.known = null;
      throw error;
    });
  }

  forget(): void {
    this.known = null;
  }

  /** Returns when the person allows `scope`; otherwise refuses for `api`. One dialog at a time, however many calls. */
  require(api: string, scope: string): Promise<void> {
    const turn = this.queue.then(() => this.ask(api, scope));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async set(scope: string, granted: boolean): Promise<void> {
    await this.server('setConsent', { scope, granted });
    const allowed = await this.allowed();
    allowed.scopes[scope] = granted;
  }

  private async ask(api: string, scope: string): Promise<void> {
    if (GIVEN.includes(scope)) return;
    const words = SCOPES[scope];
    if (!words) refuse(api, 'invalid scope', -12001);
    const decided = (await this.allowed()).scopes[scope];
    if (decided === true) return;
    // The platform lets people switch this one on in the settings alone.
    if (decided === false || scope === 'scope.userLocationBackground') refuse(api, 'auth deny', AUTH_DENY);
    const { name, appid } = this.program;
    const answer = await askConsent(this.layer, { name, appid, what: words.ask, purpose: this.purpose(scope) });
    if (answer === null) refuse(api, 'auth cancel', AUTH_DENY);
    await this.set(scope, answer);
    if (!answer) refuse(api, 'auth deny', AUTH_DENY);
  }

  /** app.json: {"permission": {"scope.userLocation": {"desc": "…"}}} */
  private purpose(scope: string): string {
    const { app } = this.program;
    const permission = isObject(app) ? app['permission'] : null;
    const said = isObject(permission) ? permission[scope] : null;
    return isObject(said) && typeof said['desc'] === 'string' ? said['desc'].slice(0, 200) : '';
  }
}
