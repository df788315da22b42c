// Where the device is and how it moves: the host listens to the browser and tells; listeners hear it here.

import type { Kit } from '../kit.ts';

const MOTIONS: { [kind: string]: string } = {
  accelerometer: 'onAccelerometerChange',
  gyroscope: 'onGyroscopeChange',
  compass: 'onCompassChange',
  deviceMotion: 'onDeviceMotionChange',
};

export function sensors(kit: Kit): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of [
    'getLocation',
    'getFuzzyLocation',
    'startLocationUpdate',
    'startLocationUpdateBackground',
    'stopLocationUpdate',
    'chooseLocation',
    'choosePoi',
    'openLocation',
    'startAccelerometer',
    'stopAccelerometer',
    'startGyroscope',
    'stopGyroscope',
    'startCompass',
    'stopCompass',
    'startDeviceMotionListening',
    'stopDeviceMotionListening',
    'getBatteryInfo',
    'hideKeyboard',
  ]) {
    members[name] = kit.hostApi(name);
  }
  for (const moment of [
    'LocationChange',
    'LocationChangeError',
    'AccelerometerChange',
    'GyroscopeChange',
    'CompassChange',
    'DeviceMotionChange',
    'KeyboardHeightChange',
  ]) {
    members[`on${moment}`] = (listener: unknown) => kit.hear(`on${moment}`, listener);
    members[`off${moment}`] = (listener: unknown) => kit.unhear(`on${moment}`, listener);
  }
  kit.onHost('location', (at) => void kit.callApp('onLocationChange', at));
  kit.onHost('keyboard', ({ height }) => void kit.callApp('onKeyboardHeightChange', { height }));
  kit.onHost('motion', ({ kind, ...value }) => void kit.callApp(MOTIONS[String(kind)] ?? '', value));
  return members;
}
