// Small things: random values, idle time, sub-packages (all there already), alerts before leaving, advertising (none).

import type { Kit, Options } from '../kit.ts';

const IDLE_MS = 50; // of the platform: what an idle callback may take
const NO_ADVERTISEMENT = 1004;
const RANDOM_BYTES_MAX = 1_048_576;

export function odds(kit: Kit): Record<string, unknown> {
  const random = (name: string) =>
    kit.api(name, (options) => {
      const length = Number(options['length']);
      if (!Number.isInteger(length) || length < 0 || length > RANDOM_BYTES_MAX)
        throw kit.failure('parameter error: parameter.length should be Number');
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      return { randomValues: bytes.buffer };
    });
  let idle = 0;
  const waiting = new Set<number>();
  return {
    getRandomValues: random('getRandomValues'),
    getUserCryptoManager: () => ({
      getRandomValues: random('getRandomValues'),
      // The platform's key for a person lies with the platform.
      getLatestUserKey: kit.api('getLatestUserKey', () => {
        throw kit.failure('not supported');
      }),
    }),
    requestIdleCallback: (run: unknown) => {
      const id = ++idle;
      waiting.add(id);
      kit.later(() => {
        if (!waiting.delete(id) || typeof run !== 'function') return;
        const end = Date.now() + IDLE_MS;
        run({ didTimeout: false, timeRemaining: () => Math.max(0, end - Date.now()) });
      }, 1);
      return id;
    },
    cancelIdleCallback: (id: unknown) => void waiting.delete(Number(id)),
    getExptInfoSync: () => ({}),
    getExtConfig: kit.api('getExtConfig', () => ({ extConfig: {} })),
    getApiCategory: () => ({ apiCategory: 'default' }),
    // Hints that something will be needed soon; what a program has is here already.
    preloadAssets: kit.api('preloadAssets', () => ({})),
    preloadWebview: kit.api('preloadWebview', () => ({})),
    setTopBarText: kit.api('setTopBarText', () => ({})),
    preDownloadSubpackage: (options?: Options) => {
      // A program comes whole.
      if (options)
        kit.soon(() => kit.tell('preDownloadSubpackage', options, 'success', { errMsg: 'preDownloadSubpackage:ok' }));
      return { onProgressUpdate: () => undefined };
    },
    enableAlertBeforeUnload: kit.api('enableAlertBeforeUnload', (options) => {
      const content = options['message'];
      if (typeof content !== 'string' || content === '')
        throw kit.failure('parameter error: parameter.message should be String');
      const page = kit.stack.top;
      if (page) page.leaving = async () => (await kit.callHost('showModal', { content }))['confirm'] === true;
    }),
    disableAlertBeforeUnload: kit.api('disableAlertBeforeUnload', () => {
      const page = kit.stack.top;
      if (page) page.leaving = null;
    }),
    createRewardedVideoAd: () => advertisement(kit),
    createInterstitialAd: () => advertisement(kit),
  };
}

/** Nothing is advertised here: loading and showing fail as when the platform has no advertisement. */
function advertisement(kit: Kit): object {
  const listeners = new Set<unknown>();
  const refused = { errMsg: 'no advertisement', errCode: NO_ADVERTISEMENT };
  const fail = () => {
    kit.soon(() => {
      for (const listener of listeners) if (typeof listener === 'function') listener(refused);
    });
    return Promise.reject(refused);
  };
  // Created is loading, on the platform.
  kit.later(() => void fail().catch(() => undefined), 0);
  return {
    load: fail,
    show: fail,
    destroy: () => listeners.clear(),
    onError: (listener: unknown) => void listeners.add(listener),
    offError: (listener?: unknown) => (listener ? void listeners.delete(listener) : listeners.clear()),
    onLoad: () => undefined,
    offLoad: () => undefined,
    onClose: () => undefined,
    offClose: () => undefined,
  };
}
