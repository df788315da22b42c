// wx.createInnerAudioContext, the background audio manager and their older forms: each sound is an <audio> of the view that
// nobody sees. It plays while the program is open.

import { isObject } from '../../protocol/json.ts';
import type { DrawnNode, Kit, Options } from '../kit.ts';

type Listener = (told: unknown) => void;
const MOMENTS: { [event: string]: string } = {
  canplay: 'Canplay',
  play: 'Play',
  pause: 'Pause',
  stop: 'Stop',
  ended: 'Ended',
  timeupdate: 'TimeUpdate',
  error: 'Error',
  waiting: 'Waiting',
  seeking: 'Seeking',
  seeked: 'Seeked',
};
const ALSO = ['Prev', 'Next']; // of a lock screen, which there is none of

class Sound {
  [member: string]: unknown;
  paused = true;
  currentTime = 0;
  duration = 0;
  buffered = 0;
  startTime = 0;
  obeyMuteSwitch = true;

  constructor(kit: Kit, autoplays: boolean) {
    const node = kit.context.createElement('audio', 'audio');
    node.setAttribute('hidden', true);
    kit.context.root.appendChild(node);
    const listeners = new Map<string, Set<Listener>>();
    const tell = (moment: string, told: unknown): void => {
      for (const listener of listeners.get(moment) ?? []) {
        try {
          listener(told);
        } catch (error) {
          kit.report(`InnerAudioContext.on${moment}`, error);
        }
      }
    };
    let stopping = false;
    node.heard = (type, detail) => {
      if (type === 'play') this.paused = false;
      if (type === 'pause' || type === 'ended') this.paused = true;
      if (type === 'timeupdate' && isObject(detail)) {
        this.currentTime = Number(detail['currentTime']) || 0;
        this.duration = Number(detail['duration']) || 0;
      }
      // The browser only pauses; that it was to stop is known here.
      const moment = type === 'pause' && stopping ? 'Stop' : MOMENTS[type];
      if (type === 'pause') stopping = false;
      if (moment) tell(moment, type === 'error' ? errorOf(detail) : undefined);
    };
    const act = (verb: string, arg: Options = {}): void => void kit.act(node, verb, arg as never);
    Object.assign(this, {
      play: () => act('play'),
      pause: () => act('pause'),
      stop: () => {
        stopping = !this.paused;
        this.currentTime = 0;
        act('stop');
      },
      seek: (position: unknown) => act('seek', { position }),
      destroy: () => forget(kit, node),
    });
    for (const moment of [...Object.values(MOMENTS), ...ALSO]) {
      this[`on${moment}`] = (listener: Listener) =>
        void listeners.set(moment, (listeners.get(moment) ?? new Set()).add(listener));
      this[`off${moment}`] = (listener?: Listener) =>
        listener ? void listeners.get(moment)?.delete(listener) : void listeners.delete(moment);
    }
    this.follow(node, act, autoplays);
  }

  /** Properties that act when they are set. */
  private follow(node: DrawnNode, act: (verb: string, arg?: Options) => void, autoplays: boolean): void {
    const values: Options = { src: '', loop: false, autoplay: false, volume: 1, playbackRate: 1 };
    const set: { [name: string]: (value: unknown) => void } = {
      src: (value) => {
        node.setAttribute('src', String(value ?? ''));
        if (Number(this.startTime) > 0) act('seek', { position: this.startTime });
        if (autoplays || values['autoplay'] === true) act('play');
      },
      loop: (value) => node.setAttribute('loop', value === true),
      autoplay: (value) => value === true && values['src'] !== '' && act('play'),
      volume: (volume) => act('volume', { volume }),
      playbackRate: (rate) => act('playbackRate', { rate }),
    };
    for (const [name, change] of Object.entries(set)) {
      Object.defineProperty(this, name, {
        enumerable: true,
        get: () => values[name],
        set: (value: unknown) => {
          values[name] = value;
          change(value);
        },
      });
    }
  }
}

function forget(kit: Kit, node: DrawnNode): void {
  kit.context.root.removeChild(node);
  node.release();
}

function errorOf(detail: unknown): Options {
  const told = isObject(detail) ? detail : {};
  const code = told['errCode'] === 2 ? 10002 : told['errCode'] === 3 ? 10004 : 10003;
  return { errCode: code, errMsg: String(told['errMsg'] ?? 'unknown') };
}

export function sound(kit: Kit) {
  let background: Sound | null = null;
  const manager = (): Sound => {
    background ??= new Sound(kit, true);
    return background;
  };
  const older = (name: string, run: (options: Options) => unknown) => kit.api(name, run);
  let voice: Sound | null = null;
  return {
    createInnerAudioContext: () => new Sound(kit, false),
    getBackgroundAudioManager: manager,
    setInnerAudioOption: older('setInnerAudioOption', () => ({})),
    playBackgroundAudio: older('playBackgroundAudio', ({ dataUrl, title }) => {
      Object.assign(manager(), { title, src: dataUrl });
    }),
    pauseBackgroundAudio: older('pauseBackgroundAudio', () => call(manager(), 'pause')),
    stopBackgroundAudio: older('stopBackgroundAudio', () => call(manager(), 'stop')),
    seekBackgroundAudio: older('seekBackgroundAudio', ({ position }) => call(manager(), 'seek', position)),
    getBackgroundAudioPlayerState: older('getBackgroundAudioPlayerState', () => {
      const { src, paused, currentTime, duration } = manager();
      return {
        status: src ? (paused ? 0 : 1) : 2,
        dataUrl: src,
        currentPosition: currentTime,
        duration,
        downloadPercent: 100,
      };
    }),
    onBackgroundAudioPlay: (listener: Listener) => call(manager(), 'onPlay', listener),
    onBackgroundAudioPause: (listener: Listener) => call(manager(), 'onPause', listener),
    onBackgroundAudioStop: (listener: Listener) => call(manager(), 'onStop', listener),
    playVoice: older('playVoice', ({ filePath }) => {
      voice ??= new Sound(kit, true);
      voice['src'] = filePath;
    }),
    pauseVoice: older('pauseVoice', () => voice && call(voice, 'pause')),
    stopVoice: older('stopVoice', () => voice && call(voice, 'stop')),
  };
}

function call(sound: Sound, method: string, ...given: unknown[]): void {
  (sound[method] as (...given: unknown[]) => void)(...given);
}
