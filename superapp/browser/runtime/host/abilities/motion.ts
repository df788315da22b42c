// What moves and turns the device: accelerometer, gyroscope, compass, orientation; and the battery. A browser without the
// sensor tells nothing, so starting fails, as on a device without it.

import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

const GRAVITY = 9.80665; // m/s² in one g, the platform's unit
const EVERY_MS: { [interval: string]: number } = { game: 20, ui: 60, normal: 200 };
const FIRST_WITHIN_MS = 1_000;

type Kind = 'accelerometer' | 'gyroscope' | 'compass' | 'deviceMotion';
type Asking = { requestPermission?: () => Promise<string> };

const stops = new WeakMap<object, Map<Kind, () => void>>();

const accelerometer = (event: Event): JsonObject | null => {
  const at = (event as DeviceMotionEvent).accelerationIncludingGravity;
  if (at?.x == null || at.y == null || at.z == null) return null;
  return { x: at.x / GRAVITY, y: at.y / GRAVITY, z: at.z / GRAVITY };
};
const gyroscope = (event: Event): JsonObject | null => {
  const turn = (event as DeviceMotionEvent).rotationRate;
  if (turn?.alpha == null || turn.beta == null || turn.gamma == null) return null;
  const radians = Math.PI / 180;
  return { x: turn.beta * radians, y: turn.gamma * radians, z: turn.alpha * radians };
};
const compass = (event: Event): JsonObject | null => {
  const { alpha, webkitCompassHeading: heading } = event as DeviceOrientationEvent & { webkitCompassHeading?: number };
  if (heading === undefined && alpha == null) return null;
  return { direction: heading ?? (360 - (alpha ?? 0)) % 360, accuracy: 'unknown' };
};
const deviceMotion = (event: Event): JsonObject | null => {
  const { alpha, beta, gamma } = event as DeviceOrientationEvent;
  return alpha == null || beta == null || gamma == null ? null : { alpha, beta, gamma };
};

export const motion: Abilities = {
  startAccelerometer: starting('startAccelerometer', 'accelerometer', 'devicemotion', accelerometer),
  startGyroscope: starting('startGyroscope', 'gyroscope', 'devicemotion', gyroscope),
  startCompass: starting('startCompass', 'compass', 'deviceorientation', compass),
  startDeviceMotionListening: starting('startDeviceMotionListening', 'deviceMotion', 'deviceorientation', deviceMotion),
  stopAccelerometer: stopping('accelerometer'),
  stopGyroscope: stopping('gyroscope'),
  stopCompass: stopping('compass'),
  stopDeviceMotionListening: stopping('deviceMotion'),
  async getBatteryInfo() {
    const battery = await batteryOf();
    if (!battery) return refuse('getBatteryInfo', 'not supported');
    return { level: Math.round(battery.level * 100), isCharging: battery.charging, isLowPowerModeEnabled: false };
  },
};

function starting(api: string, kind: Kind, type: string, reading: (event: Event) => JsonObject | null) {
  return async (context: Context, arg: JsonObject): Promise<JsonObject> => {
    const asking = (type === 'devicemotion' ? globalThis.DeviceMotionEvent : globalThis.DeviceOrientationEvent) as
      | Asking
      | undefined;
    if (!asking) refuse(api, 'not supported');
    // Apple's browsers ask the person, and only after a tap.
    if (asking?.requestPermission && (await asking.requestPermission().catch(() => '')) !== 'granted') {
      refuse(api, 'system permission denied', 103);
    }
    stop(context, kind);
    const every = EVERY_MS[read.text(arg, 'interval', 10)] ?? EVERY_MS['normal'] ?? 200;
    return new Promise((done, failed) => {
      let last = 0;
      const heard = (event: Event) => {
        const value = reading(event);
        if (!value) return;
        clearTimeout(none);
        done({});
        if (event.timeStamp - last < every) return;
        last = event.timeStamp;
        context.notify('motion', { kind, ...value });
      };
      const none = setTimeout(() => {
        stop(context, kind);
        failed({ errno: 4, errMsg: `${api}:fail not supported` });
      }, FIRST_WITHIN_MS);
      addEventListener(type, heard);
      const end = () => {
        clearTimeout(none);
        removeEventListener(type, heard);
      };
      const mine = stops.get(context.consents) ?? new Map<Kind, () => void>();
      stops.set(context.consents, mine.set(kind, end));
      context.onEnd(end);
    });
  };
}

function stopping(kind: Kind) {
  return (context: Context): JsonObject => {
    stop(context, kind);
    return {};
  };
}

function stop({ consents }: Context, kind: Kind): void {
  stops.get(consents)?.get(kind)?.();
  stops.get(consents)?.delete(kind);
}

type Battery = { level: number; charging: boolean };

async function batteryOf(): Promise<Battery | null> {
  const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  return getBattery ? getBattery.call(navigator).catch(() => null) : null;
}
