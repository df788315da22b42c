// Recording a voice note: from the first press to a sound and its length, or to nothing.
import { t } from '../say.ts';
import { toast } from './announce.ts';

const SECONDS_MAX = 300; // superapp/chat/attachments.py
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export type Recording = { seconds(): number; stop(): Promise<File | null>; cancel(): void };

/** Null when there is no microphone to use; the person has been told. onEnd: the time is over. */
export async function record(onEnd: () => void): Promise<Recording | null> {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  const type = TYPES.find((one) => globalThis.MediaRecorder?.isTypeSupported(one));
  if (!stream || !type) {
    toast(t('There is no microphone to use here. Allow it in the browser, and try again.'), 'bad');
    return null;
  }
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [];
  const began = performance.now();
  const timer = setTimeout(onEnd, SECONDS_MAX * 1000);
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
  recorder.start();
  const seconds = (): number => Math.min(SECONDS_MAX, Math.round((performance.now() - began) / 1000));
  const release = (): void => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    seconds,
    cancel: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
    stop: () =>
      new Promise((done) => {
        const length = seconds();
        recorder.addEventListener('stop', () => {
          release();
          const sound = new Blob(parts, { type: type.split(';')[0]! });
          done(length > 0 && sound.size ? new File([sound], `${length}`, { type: sound.type }) : null);
        });
        recorder.stop();
      }),
  };
}
