// Where the person is, and places: consent first, then the browser's own question, then the position. Programs ask for
// WGS-84 or GCJ-02 (earth.ts).

import { t } from '../../../say.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import { gcj02 } from '../earth.ts';
import { chooseDetail } from '../sheets/details.ts';
import { showPlace } from '../sheets/place.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

const TIMEOUT_MS = 15_000;
const HIGH_ACCURACY_MS = 3_000; // the platform's least waiting time for a better position
const FUZZY_DECIMALS = 2; // about a kilometre
const DENIED = 103;

type Kind = 'wgs84' | 'gcj02';

export const location: Abilities = {
  async getLocation({ consents }, arg) {
    const kind = kindOf(arg, 'wgs84');
    await consents.require('getLocation', 'scope.userLocation');
    const precise = read.flag(arg, 'isHighAccuracy');
    const wait = read.number(arg, 'highAccuracyExpireTime', TIMEOUT_MS, HIGH_ACCURACY_MS, 60_000);
    return told(await position('getLocation', precise, precise ? wait : TIMEOUT_MS), kind);
  },
  async getFuzzyLocation({ consents }, arg) {
    await consents.require('getFuzzyLocation', 'scope.userFuzzyLocation');
    const { latitude, longitude } = told(await position('getFuzzyLocation', false, TIMEOUT_MS), kindOf(arg, 'wgs84'));
    return { latitude: rounded(latitude), longitude: rounded(longitude) };
  },
  startLocationUpdate: (context, arg) => watch(context, arg, 'startLocationUpdate', 'scope.userLocation'),
  startLocationUpdateBackground: (context, arg) =>
    watch(context, arg, 'startLocationUpdateBackground', 'scope.userLocationBackground'),
  stopLocationUpdate(context) {
    watching.get(context.consents)?.();
    return {};
  },
  async chooseLocation(context, arg) {
    const place = await choosePlace(context, arg);
    return place ?? refuse('chooseLocation', 'cancel');
  },
  async choosePoi(context) {
    const place = await choosePlace(context, {});
    return place ? { ...place, type: 2, city: '' } : refuse('choosePoi', 'cancel');
  },
  async openLocation({ layer, dialogs }, arg) {
    const [latitude, longitude] = [Number(arg['latitude'] ?? Number.NaN), Number(arg['longitude'] ?? Number.NaN)];
    if (!(Math.abs(latitude) <= 90)) refuse('openLocation', 'parameter error: parameter.latitude should be Number');
    if (!(Math.abs(longitude) <= 180)) refuse('openLocation', 'parameter error: parameter.longitude should be Number');
    const place = { name: read.text(arg, 'name', 200), address: read.text(arg, 'address', 500), latitude, longitude };
    // The program goes on while the person looks.
    void showPlace(layer, place, () => dialogs.toast(t('Copied'), 'success', 1_500, false));
    return {};
  },
};

function kindOf(arg: JsonObject, fallback: Kind): Kind {
  const kind = read.text(arg, 'type', 10).toLowerCase();
  return kind === 'wgs84' || kind === 'gcj02' ? kind : fallback;
}

function position(api: string, precise: boolean, wait: number): Promise<GeolocationPosition> {
  return new Promise((done, failed) => {
    const no = (error: { code: number }) => failed(refusal(api, error.code));
    // A page that is not served over https is not told where it is.
    if (!('geolocation' in navigator)) no({ code: 1 });
    else navigator.geolocation.getCurrentPosition(done, no, { enableHighAccuracy: precise, timeout: wait });
  });
}

function refusal(api: string, code: number) {
  const words = ['', 'system permission denied', 'position unavailable', 'timeout'];
  return { errno: code === 1 ? DENIED : code === 3 ? 5 : 4, errMsg: `${api}:fail ${words[code] ?? 'system error'}` };
}

function told({ coords }: GeolocationPosition, kind: Kind) {
  const { latitude, longitude } = kind === 'gcj02' ? gcj02(coords) : coords;
  return {
    latitude,
    longitude,
    speed: coords.speed ?? -1,
    accuracy: coords.accuracy,
    altitude: coords.altitude ?? 0,
    verticalAccuracy: coords.altitudeAccuracy ?? 0,
    horizontalAccuracy: coords.accuracy,
  };
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(FUZZY_DECIMALS));
}

// One watch for each program; `consents` stands for the program that is open.
const watching = new WeakMap<object, () => void>();

async function watch(context: Context, arg: JsonObject, api: string, scope: string): Promise<JsonObject> {
  const { consents, notify, onEnd } = context;
  const kind = kindOf(arg, 'gcj02');
  await consents.require(api, scope);
  if (!('geolocation' in navigator)) throw refusal(api, 1);
  watching.get(consents)?.();
  return new Promise((done, failed) => {
    const id = navigator.geolocation.watchPosition(
      (at) => {
        done({});
        notify('location', told(at, kind));
      },
      (error) => {
        failed(refusal(api, error.code));
        if (error.code === 1) stop();
      },
      { timeout: TIMEOUT_MS },
    );
    const stop = () => {
      navigator.geolocation.clearWatch(id);
      watching.delete(consents);
    };
    watching.set(consents, stop);
    onEnd(stop);
  });
}

/** A place the person has written down, writes now, or where they are; in GCJ-02, as the platform has it. */
async function choosePlace({ layer, server }: Context, arg: JsonObject): Promise<JsonObject | null> {
  const [latitude, longitude] = [Number(arg['latitude'] ?? Number.NaN), Number(arg['longitude'] ?? Number.NaN)];
  const given = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  const chosen = await chooseDetail(layer, server, 'place', {
    extra: {
      label: given ? t('The shown place') : t('Where I am'),
      run: async () => {
        const at = given ? { latitude, longitude } : told(await position('chooseLocation', true, TIMEOUT_MS), 'gcj02');
        return { name: '', address: '', latitude: at.latitude.toFixed(6), longitude: at.longitude.toFixed(6) };
      },
    },
  });
  if (!chosen) return null;
  const { name, address, latitude: north, longitude: east } = chosen.fields;
  return { name: name ?? '', address: address ?? '', latitude: Number(north), longitude: Number(east) };
}
