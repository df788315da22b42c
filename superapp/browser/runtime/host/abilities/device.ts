// The device: clipboard, calls, vibration, network, pictures in full. What a browser asks a gesture for it may refuse;
// then the call fails as the platform documents.

import { t } from '../../../say.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

const VIBRATE_MS = { short: 15, long: 400 };

export const device: Abilities = {
  async setClipboardData({ dialogs }, arg) {
    try {
      await navigator.clipboard.writeText(read.text(arg, 'data', 100_000));
    } catch {
      return refuse('setClipboardData', 'no permission');
    }
    dialogs.toast(t('Copied'), 'success', 1500, false);
    return {};
  },
  async getClipboardData() {
    try {
      return { data: (await navigator.clipboard.readText()).slice(0, 100_000) };
    } catch {
      return refuse('getClipboardData', 'no permission');
    }
  },
  async makePhoneCall({ dialogs }, arg) {
    const number = read.text(arg, 'phoneNumber', 40).replace(/[^\d+*#,-]/g, '');
    if (number === '') return refuse('makePhoneCall', 'parameter error: phoneNumber is invalid');
    const chosen = await dialogs.actions([t('Call %(number)s', { number })], '', '');
    if (chosen < 0) return refuse('makePhoneCall', 'cancel');
    window.open(`tel:${number}`, '_self');
    return {};
  },
  vibrateShort: () => vibrate(VIBRATE_MS.short),
  vibrateLong: () => vibrate(VIBRATE_MS.long),
  async setKeepScreenOn({ onEnd }, arg) {
    await awake?.release().catch(() => undefined);
    awake = null;
    if (!read.flag(arg, 'keepScreenOn')) return {};
    // A screen that the browser lets sleep anyway (on low battery) is no fault of the program.
    awake = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
    if (!awake) return refuse('setKeepScreenOn', 'not supported');
    onEnd(() => void awake?.release().catch(() => undefined));
    return {};
  },
  hideKeyboard() {
    // What has the focus is inside the frame; taking it from the frame takes it from there.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return {};
  },
  getNetworkType: () => ({ networkType: navigator.onLine ? 'wifi' : 'none', hasSystemProxy: false, weakNet: false }),
  previewImage: pictures,
  previewMedia: pictures,
};

let awake: WakeLockSentinel | null = null;

function vibrate(ms: number) {
  // A computer has nothing that vibrates; programs do not care.
  navigator.vibrate?.(ms);
  return {};
}

/** Pictures of the package, from elsewhere, or `own:<n>`: the nth file that came with the call. */
function pictures({ api, dialogs, asset, bytes }: Context, arg: JsonObject) {
  const own = bytes.map((one) => URL.createObjectURL(new Blob([one])));
  const addressOf = (url: string) => own[Number(/^own:(\d+)$/.exec(url)?.[1] ?? -1)] ?? asset(url);
  const urls = read.texts(arg, 'urls', 50, 4_000).map(addressOf);
  if (urls.length === 0) return refuse(api, 'parameter error: urls should have at least 1 item');
  const current = arg['current'];
  const at = typeof current === 'number' ? current : urls.indexOf(addressOf(read.text(arg, 'current', 4_000)));
  dialogs.pictures(urls, Math.max(0, Math.min(urls.length - 1, at)), () => own.forEach(URL.revokeObjectURL));
  return {};
}
