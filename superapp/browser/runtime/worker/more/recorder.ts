// wx.getRecorderManager, and the older startRecord and stopRecord: the host records (host/abilities/record.ts), the sound
// becomes a temporary file here. There is one recorder in a program.

import type { Kit, Options } from '../kit.ts';
import { put } from './temp_files.ts';

type Listener = (told?: unknown) => void;
type Sound = { tempFilePath: string; duration: number; fileSize: number };

const MOMENTS = ['Start', 'Pause', 'Resume', 'Stop', 'FrameRecorded', 'Error', 'InterruptionBegin', 'InterruptionEnd'];
const EXTENSION: { [type: string]: string } = { 'audio/mp4': 'm4a', 'audio/webm': 'webm', 'audio/ogg': 'ogg' };

export function recorder(kit: Kit): Record<string, unknown> {
  const heard = new Map<string, Listener>();
  const tell = (moment: string, told?: unknown): void => {
    try {
      heard.get(moment)?.(told);
    } catch (error) {
      kit.report(`RecorderManager.on${moment}`, error);
    }
  };
  const fetched = async (): Promise<Sound> => {
    const { ok, bytes } = await kit.exchange('recorderStop', {}).answer;
    const extension = EXTENSION[String(ok['type'] ?? '').split(';')[0] ?? ''] ?? 'audio';
    const tempFilePath = put(bytes[0] ?? new ArrayBuffer(0), extension);
    return { tempFilePath, duration: Number(ok['duration']), fileSize: Number(ok['fileSize']) };
  };
  let old: { done(sound: Sound): void; failed(error: unknown): void } | null = null;
  const stop = async (): Promise<void> => {
    const waiting = old;
    old = null;
    try {
      const sound = await fetched();
      waiting?.done(sound);
      if (!waiting) tell('Stop', sound);
    } catch (error) {
      waiting?.failed(error);
      if (!waiting) tell('Error', kit.refusal('RecorderManager.stop', error));
    }
  };
  const asked = async (call: string, moment: string, arg: Options = {}): Promise<void> => {
    try {
      await kit.callHost(call, arg);
      tell(moment);
    } catch (error) {
      tell('Error', kit.refusal(`RecorderManager.${moment.toLowerCase()}`, error));
    }
  };
  kit.onHost('record', () => void stop());

  const manager: Record<string, unknown> = {
    start: (options: Options = {}) => void asked('recorderStart', 'Start', wanted(options)),
    pause: () => void asked('recorderPause', 'Pause'),
    resume: () => void asked('recorderResume', 'Resume'),
    stop: () => void stop(),
  };
  for (const moment of MOMENTS) manager[`on${moment}`] = (listener: Listener) => void heard.set(moment, listener);
  return {
    getRecorderManager: () => manager,
    startRecord: kit.api('startRecord', async () => {
      await kit.callHost('recorderStart', {});
      const sound = await new Promise<Sound>((done, failed) => {
        old = { done, failed };
      });
      return { tempFilePath: sound.tempFilePath };
    }),
    stopRecord: kit.api('stopRecord', async () => {
      await stop();
      return {};
    }),
  };
}

/** Wishes about samples and channels are the browser's to decide. */
function wanted({ duration, encodeBitRate }: Options): Options {
  return { ...(duration === undefined ? {} : { duration }), ...(encodeBitRate === undefined ? {} : { encodeBitRate }) };
}
