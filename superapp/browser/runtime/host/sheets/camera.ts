// Takes one picture with the device's camera, in a sheet of the host: a program asks for it and sees the picture alone.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

const SIDE_PX_MAX = 1920;

/**
 * JPEG bytes; null when the person leaves, 'none' where no camera can be used. quality: 0 to 1. onEnd: hears that the
 * program is over, which may be while the browser still asks.
 */
export async function takePicture(
  layer: Layer,
  front: boolean,
  quality: number,
  onEnd: (stop: () => void) => void,
): Promise<ArrayBuffer | null | 'none'> {
  const facing = front ? 'user' : 'environment';
  const stream = await navigator.mediaDevices?.getUserMedia({ video: { facingMode: facing } }).catch(() => null);
  if (!stream) return 'none';
  let over = false;
  const stop = () => {
    over = true;
    for (const track of stream.getTracks()) track.stop();
  };
  onEnd(stop);
  if (over) return null;
  try {
    return await sheet<ArrayBuffer | null>(layer, t('Take a picture'), null, (body, finish) => {
      const video = make('video', { class: 'program-scan', playsinline: '', muted: '' });
      video.srcObject = stream;
      void video.play().catch(() => undefined);
      const take = button(t('Take it'), () => void picture(video, quality).then(finish), 'primary');
      video.addEventListener('loadeddata', () => {
        take.disabled = false;
      });
      take.disabled = true;
      body.append(video, foot(take));
      return take;
    });
  } finally {
    stop();
  }
}

async function picture(video: HTMLVideoElement, quality: number): Promise<ArrayBuffer> {
  const shrunk = Math.min(1, SIDE_PX_MAX / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = new OffscreenCanvas(video.videoWidth * shrunk, video.videoHeight * shrunk);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer();
}
