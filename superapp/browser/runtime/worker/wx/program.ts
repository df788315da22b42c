// The program about itself: how it was opened, its version, its listeners for the app's moments, logs and updates.

import type { Launch } from '../../protocol/messages.ts';
import { callApp, type Enter, hear, unhear } from '../app.ts';
import { callHost } from '../bridge.ts';
import { nextTurn } from './settle.ts';

const MOMENTS = [
  'AppShow',
  'AppHide',
  'Error',
  'UnhandledRejection',
  'PageNotFound',
  'ThemeChange',
  'WindowResize',
  'NetworkStatusChange',
];

export function program(launch: Launch, entered: { now: Enter; first: Enter }) {
  const members: Record<string, unknown> = {
    getLaunchOptionsSync: () => ({ ...entered.first }),
    getEnterOptionsSync: () => ({ ...entered.now }),
    getAccountInfoSync: () => ({
      miniProgram: { appId: launch.appid, envVersion: 'release', version: launch.version },
      plugin: { appId: '', version: '' },
    }),
    getUpdateManager: updates,
    nextTick: (run: () => void) => nextTurn(run),
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getLogManager: () => logger('getLogManager'),
    getRealtimeLogManager: () => logger('getRealtimeLogManager'),
    reportEvent: () => undefined,
    reportAnalytics: () => undefined,
    reportMonitor: () => undefined,
    reportPerformance: () => undefined,
    onMenuButtonBoundingClientRectWeightChange: () => undefined,
    offMenuButtonBoundingClientRectWeightChange: () => undefined,
    onMemoryWarning: () => undefined,
    offMemoryWarning: () => undefined,
    getExtConfigSync: () => ({}),
    getPerformance: () => ({
      now: () => performance.now(),
      getEntries: () => [],
      createObserver: () => ({ observe: () => undefined, disconnect: () => undefined }),
    }),
  };
  for (const moment of MOMENTS) {
    const hook = moment.startsWith('App') ? `on${moment.slice(3)}` : `on${moment}`;
    members[`on${moment}`] = (listener: unknown) => hear(hook, listener);
    members[`off${moment}`] = (listener: unknown) => unhear(hook, listener);
  }
  return members;
}

/** Looks once at the start and whenever the program comes to the front; what is newer is ready at once. */
let manager: object | null = null;

function updates(): object {
  if (manager) return manager;
  let ready = false;
  const check = () => {
    if (ready) return;
    callHost('checkUpdate').then(
      ({ hasUpdate }) => {
        ready = hasUpdate === true;
        callApp('onCheckForUpdate', { hasUpdate: ready });
        if (ready) callApp('onUpdateReady', undefined);
      },
      () => callApp('onCheckForUpdate', { hasUpdate: false }),
    );
  };
  manager = {
    onCheckForUpdate: (listener: unknown) => hear('onCheckForUpdate', listener),
    onUpdateReady: (listener: unknown) => hear('onUpdateReady', listener),
    onUpdateFailed: (listener: unknown) => hear('onUpdateFailed', listener),
    applyUpdate: () => {
      if (ready) callHost('applyUpdate').catch(() => undefined);
    },
  };
  hear('onShow', check);
  check();
  return manager;
}

function logger(name: string) {
  const write = (...parts: unknown[]) => console.info(`${name}:`, ...parts);
  return {
    debug: write,
    info: write,
    log: write,
    warn: write,
    error: write,
    setFilterMsg: write,
    addFilterMsg: write,
    in: () => logger(name),
  };
}
