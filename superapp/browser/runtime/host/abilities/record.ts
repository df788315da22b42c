// RecorderManager: the host listens to the microphone, never the program. Consent first, then the browser's own question;
// a mark stands over the program while it listens, and the person can end it there. The program gets the finished sound.

import { t } from '../../../say.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import { make } from '../dom.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse, WithFiles } from './ability.ts';

const API = 'RecorderManager.start';
const DURATION_MS_MAX = 600_000;
const BITS_PER_SECOND_MAX = 320_000;
/** What browsers make of sound; the first that this one can. */
const TYPES = ['audio/mp4', 'audio/webm', 'audio/ogg'];

// Of each open program; `consents` stands for it.
const recordings = new WeakMap<object, Recording>();
const starting = new WeakSet<object>();

class Recording {
  private readonly parts: Blob[] = [];
  private readonly recorder: MediaRecorder;
  private readonly stream: MediaStream;
  private readonly mark: HTMLElement;
  private readonly ended: Promise<void>;
  private readonly limit: number;
  private since = performance.now();
  private before = 0;

  constructor(context: Context, stream: MediaStream, durationMs: number, bitsPerSecond: number) {
    this.stream = stream;
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(stream, {
      ...(type ? { mimeType: type } : {}),
      ...(bitsPerSecond ? { audioBitsPerSecond: bitsPerSecond } : {}),
    });
    this.recorder.addEventListener('dataavailable', ({ data }) => this.parts.push(data));
    this.ended = new Promise((done) => this.recorder.addEventListener('stop', () => done(), { once: true }));
    const end = make('button', { type: 'button', click: () => this.halt(context) }, t('Stop'));
    this.mark = make('div', { class: 'program-recording', role: 'status' }, make('span', {}, t('Recording')), end);
    context.layer.element.append(this.mark);
    this.limit = window.setTimeout(() => this.halt(context), durationMs);
    this.recorder.start(1_000);
  }

  get paused(): boolean {
    return this.recorder.state === 'paused';
  }

  pause(): void {
    if (this.recorder.state !== 'recording') return;
    this.recorder.pause();
    this.before += performance.now() - this.since;
    this.mark.hidden = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.recorder.resume();
    this.since = performance.now();
    this.mark.hidden = false;
  }

  /** Ends it; what was heard so far is kept for `finish`. */
  release(): void {
    clearTimeout(this.limit);
    this.mark.remove();
    if (this.recorder.state === 'recording') this.before += performance.now() - this.since;
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }

  async finish(): Promise<WithFiles> {
    this.release();
    await this.ended;
    const sound = new Blob(this.parts, { type: this.recorder.mimeType });
    const bytes = await sound.arrayBuffer();
    return new WithFiles({ type: sound.type, duration: Math.round(this.before), fileSize: bytes.byteLength }, [bytes]);
  }

  /** The time is up, or the person said so: the program fetches what there is. */
  private halt(context: Context): void {
    this.release();
    context.notify('record', {});
  }
}

export const record: Abilities = {
  async recorderStart(context, arg) {
    const { consents } = context;
    if (recordings.has(consents) || starting.has(consents)) refuse(API, 'is recording or paused');
    const duration = read.number(arg, 'duration', 60_000, 1, DURATION_MS_MAX);
    const bits = read.number(arg, 'encodeBitRate', 0, 0, BITS_PER_SECOND_MAX);
    starting.add(consents);
    try {
      await consents.require(API, 'scope.record');
      const recording = new Recording(context, await microphone(), duration, bits);
      recordings.set(consents, recording);
      context.onEnd(() => {
        recording.release();
        if (recordings.get(consents) === recording) recordings.delete(consents);
      });
      return {};
    } finally {
      starting.delete(consents);
    }
  },
  recorderPause: (context) => acting(context, (recording) => recording.pause()),
  recorderResume: (context) => acting(context, (recording) => recording.resume()),
  async recorderStop({ consents }) {
    const recording = recordings.get(consents);
    if (!recording) return refuse('RecorderManager.stop', 'nothing is recorded');
    recordings.delete(consents);
    return recording.finish();
  },
};

/** Asks the browser, which asks the person. */
async function microphone(): Promise<MediaStream> {
  const devices = navigator.mediaDevices;
  if (!devices || typeof MediaRecorder === 'undefined') refuse(API, 'not supported');
  return devices.getUserMedia({ audio: true }).catch((error: DOMException) => {
    if (error.name === 'NotAllowedError') refuse(API, 'system permission denied', 103);
    return refuse(API, 'there is no microphone');
  });
}

function acting({ consents }: Context, act: (recording: Recording) => void): JsonObject {
  const recording = recordings.get(consents);
  if (!recording) return refuse('RecorderManager', 'nothing is recorded');
  act(recording);
  return {};
}
