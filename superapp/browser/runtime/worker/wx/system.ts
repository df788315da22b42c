// What a program learns of the device. Everything comes from the surroundings the host told at launch and tells again
// when they change, so each function answers at once.

import type { DrawnContext } from '../backend/context.ts';
import { api } from './settle.ts';

export const LIBRARY_VERSION = '3.8.0'; // the base library whose behaviour we follow

export function system(context: DrawnContext) {
  const now = () => context.surroundings;
  const windowInfo = () => {
    const { width, height, screenWidth, screenHeight, pixelRatio, statusBarHeight, navigationBarHeight } = now();
    return {
      pixelRatio,
      screenWidth,
      screenHeight,
      windowWidth: width,
      windowHeight: height,
      statusBarHeight,
      safeArea: {
        left: 0,
        right: screenWidth,
        top: statusBarHeight,
        bottom: screenHeight,
        width: screenWidth,
        height: screenHeight - statusBarHeight,
      },
      screenTop: statusBarHeight + navigationBarHeight,
    };
  };
  const deviceInfo = () => ({
    abi: 'wasm',
    benchmarkLevel: 30,
    brand: 'browser',
    model: /Mobile/.test(now().userAgent) ? 'phone' : 'computer',
    system: systemName(now().userAgent),
    platform: platform(now().userAgent),
    cpuType: 'unknown',
    memorySize: '4096',
  });
  const baseInfo = () => ({
    SDKVersion: LIBRARY_VERSION,
    enableDebug: false,
    host: { appId: '', env: 'SuperApp' },
    language: now().language,
    version: '8.0.50',
    theme: now().theme,
    fontSizeScaleFactor: 1,
    fontSizeSetting: 16,
  });
  const systemSetting = () => ({
    bluetoothEnabled: false,
    locationEnabled: true, // the person is asked when it is needed
    wifiEnabled: true,
    deviceOrientation: 'portrait',
  });
  const authorizeSetting = () => ({
    albumAuthorized: 'not determined',
    cameraAuthorized: 'not determined',
    locationAuthorized: 'not determined',
    microphoneAuthorized: 'not determined',
    notificationAuthorized: 'not determined',
  });
  const info = () => ({ ...windowInfo(), ...deviceInfo(), ...baseInfo(), ...systemSetting() });
  return {
    getSystemInfoSync: info,
    getSystemInfo: api('getSystemInfo', info),
    getSystemInfoAsync: api('getSystemInfoAsync', info),
    getWindowInfo: windowInfo,
    getDeviceInfo: deviceInfo,
    getAppBaseInfo: baseInfo,
    getSystemSetting: systemSetting,
    getAppAuthorizeSetting: authorizeSetting,
    getMenuButtonBoundingClientRect: () => ({ ...now().capsule }),
    getRendererUserAgent: api('getRendererUserAgent', () => ({ userAgent: now().userAgent })),
    getSkylineInfo: api('getSkylineInfo', () => ({ isSupported: false, version: '', reason: 'not supported' })),
    getSkylineInfoSync: () => ({ isSupported: false, version: '', reason: 'not supported' }),
  };
}

// Programs branch on ios, android and devtools; a computer counts as the last.
function platform(agent: string): string {
  if (/iPhone|iPad/.test(agent)) return 'ios';
  return /Android/.test(agent) ? 'android' : 'devtools';
}

function systemName(agent: string): string {
  if (/iPhone|iPad/.test(agent)) return `iOS ${/OS (\d+)[_.](\d+)/.exec(agent)?.slice(1).join('.') ?? '17.0'}`;
  return /Android/.test(agent) ? `Android ${/Android (\d+)/.exec(agent)?.[1] ?? '14'}` : 'Browser 1.0';
}
