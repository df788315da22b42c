// CameraContext.takePhoto: consent first, then the host's own sheet with the live picture.

import { read } from '../../protocol/validate.ts';
import { takePicture } from '../sheets/camera.ts';
import { type Abilities, refuse, WithFiles } from './ability.ts';

const API = 'CameraContext.takePhoto';
const QUALITY: { [name: string]: number } = { original: 1, high: 0.92, normal: 0.8, low: 0.6 };

export const camera: Abilities = {
  async takePhoto({ consents, layer, onEnd }, arg) {
    await consents.require(API, 'scope.camera');
    const quality = QUALITY[read.text(arg, 'quality', 10)] ?? 0.8;
    const bytes = await takePicture(layer, read.flag(arg, 'front'), quality, onEnd);
    if (bytes === 'none') return refuse(API, 'there is no camera to use here');
    return bytes ? new WithFiles({}, [bytes]) : refuse(API, 'cancel');
  },
};
