// wx.createCameraContext: the page shows no live picture, because its frame is given no camera; a photo is taken in a sheet
// of the host. What films or hands out frames fails as on a device that cannot.

import type { Element } from 'glass-easel';
import { isObject } from '../../protocol/json.ts';
import type { Kit, Options } from '../kit.ts';
import { put } from './temp_files.ts';

const ABSENT = ['startRecord', 'stopRecord', 'setZoom'];

export function camera(kit: Kit): Record<string, unknown> {
  // <camera> says which side it looks to; programs have one at a time.
  let front = false;
  kit.onAct('camera', (asked, _target: Element, answer) => {
    front = asked['device-position'] === 'front';
    answer('initdone', { maxZoom: 1 });
  });
  const takePhoto = kit.api('takePhoto', async (options) => {
    const { bytes } = await kit.exchange('takePhoto', { quality: options['quality'] ?? 'normal', front }).answer;
    return { tempImagePath: put(bytes[0] ?? new ArrayBuffer(0), 'jpg'), tempThumbPath: '' };
  });
  const context: Record<string, unknown> = { takePhoto };
  for (const name of ABSENT) {
    context[name] = kit.api(name, () => {
      throw kit.failure('not supported');
    });
  }
  context['onCameraFrame'] = () => ({
    start: (options?: Options) =>
      isObject(options) && kit.tell('start', options, 'fail', { errMsg: 'start:fail not supported' }),
    stop: () => undefined,
  });
  return { createCameraContext: () => context };
}
