// wx.worklet and this.applyAnimatedStyle: values that styles follow. The platform runs such functions on a thread beside
// its other renderer; here they run in the program's own worker, and a changed style travels like any other drawing.

import type { DrawnNode, Kit } from '../kit.ts';
import { Easing, type EasingFunction } from './easing.ts';

type Follower = { run(): void };
type Read<T> = { readonly value: T };
/** What an assigned animation does: called each frame with the time; gives the next value, or says it is done. */
type Animation = { (from: number): (elapsed_ms: number) => { value: number; done: boolean }; finished?: Finished };
type Finished = (done: boolean) => void;
type Settings = { [name: string]: unknown };

const FRAME_MS = 16;
const animations = new WeakSet<object>();
let reading: Follower | null = null;

class Shared {
  private current: unknown;
  private readonly followers = new Set<Follower>();
  private turn = 0;
  private readonly kit: Kit;

  constructor(kit: Kit, value: unknown) {
    this.kit = kit;
    this.current = value;
  }
  get value(): unknown {
    if (reading) this.followers.add(reading);
    return this.current;
  }
  set value(given: unknown) {
    this.turn++;
    if (typeof given === 'function' && animations.has(given)) this.animate(given as Animation);
    else this.change(given);
  }
  stop(): void {
    this.turn++;
  }

  private change(value: unknown): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const one of this.followers) one.run();
  }
  private animate(animation: Animation): void {
    const mine = this.turn;
    const step = animation(Number(this.current) || 0);
    const begun = performance.now();
    const frame = (): void => {
      if (mine !== this.turn) {
        animation.finished?.(false);
        return;
      }
      const { value, done } = step(performance.now() - begun);
      this.change(value);
      if (done) animation.finished?.(true);
      else this.kit.later(frame, FRAME_MS);
    };
    frame();
  }
}

function follow(run: () => void): void {
  const follower: Follower = {
    run() {
      const outer = reading;
      reading = follower;
      try {
        run();
      } finally {
        reading = outer;
      }
    },
  };
  follower.run();
}

function animation(make: Animation, finished?: unknown): Animation {
  if (typeof finished === 'function') make.finished = finished as Finished;
  animations.add(make);
  return make;
}

const number = (settings: Settings | undefined, name: string, fallback: number): number => {
  const value = Number(settings?.[name]);
  return Number.isFinite(value) ? value : fallback;
};

function timing(to: number, settings?: Settings, finished?: unknown): Animation {
  const duration = number(settings, 'duration', 300);
  const easing = (settings?.['easing'] as EasingFunction | undefined) ?? Easing.inOut(Easing.quad);
  return animation(
    (from) => (elapsed) => {
      const at = duration <= 0 ? 1 : Math.min(1, elapsed / duration);
      return { value: at === 1 ? to : from + (to - from) * easing(at), done: at === 1 };
    },
    finished,
  );
}

/** A damped spring, stepped each millisecond. */
function spring(to: number, settings?: Settings, finished?: unknown): Animation {
  const [damping, mass] = [number(settings, 'damping', 10), number(settings, 'mass', 1)];
  const [stiffness, rest] = [number(settings, 'stiffness', 100), number(settings, 'restDisplacementThreshold', 0.01)];
  return animation((from) => {
    let [value, speed, seen] = [from, number(settings, 'velocity', 0), 0];
    return (elapsed) => {
      for (; seen < elapsed; seen++) {
        speed += ((-stiffness * (value - to) - damping * speed) / mass) * 0.001;
        value += speed * 0.001;
      }
      const done = Math.abs(value - to) < rest && Math.abs(speed) < 2;
      return { value: done ? to : value, done };
    };
  }, finished);
}

function decay(settings?: Settings, finished?: unknown): Animation {
  const slow = number(settings, 'deceleration', 0.998);
  const clamp = Array.isArray(settings?.['clamp']) ? (settings['clamp'] as number[]) : [];
  return animation((from) => {
    let [value, speed, seen] = [from, number(settings, 'velocity', 0), 0];
    return (elapsed) => {
      for (; seen < elapsed; seen++) {
        value += speed * 0.001;
        speed *= slow;
      }
      const held = Math.min(
        clamp[1] ?? Number.POSITIVE_INFINITY,
        Math.max(clamp[0] ?? Number.NEGATIVE_INFINITY, value),
      );
      return { value: held, done: Math.abs(speed) < 1 || held !== value };
    };
  }, finished);
}

function sequence(...list: Animation[]): Animation {
  return animation((from) => {
    let [at, begun] = [0, 0];
    let step = list[0]?.(from);
    return (elapsed) => {
      const now = step?.(elapsed - begun) ?? { value: from, done: true };
      if (!now.done) return now;
      list[at]?.finished?.(true);
      at++;
      begun = elapsed;
      step = list[at]?.(now.value);
      return { value: now.value, done: step === undefined };
    };
  });
}

function repeat(one: Animation, times = 2, back = false, finished?: unknown): Animation {
  return animation((from) => {
    let [round, begun, start] = [1, 0, from];
    let step = one(from);
    return (elapsed) => {
      const now = step(elapsed - begun);
      if (!now.done) return now;
      if (times > 0 && round >= times) return now;
      round++;
      begun = elapsed;
      // Back goes from where it came to where it began, by the same animation's way.
      const [end, first] = [now.value, start];
      step = back ? mirrored(one, first, end) : one(first);
      start = back ? end : first;
      return { value: back ? end : first, done: false };
    };
  }, finished);
}

function mirrored(one: Animation, first: number, end: number): ReturnType<Animation> {
  const forth = one(first);
  return (elapsed) => {
    const { value, done } = forth(elapsed);
    return { value: end + first - value, done };
  };
}

function delay(ms: number, one: Animation): Animation {
  return animation((from) => {
    let step: ReturnType<Animation> | null = null;
    return (elapsed) => {
      if (elapsed < ms) return { value: from, done: false };
      step ??= one(from);
      return step(elapsed - ms);
    };
  }, one.finished);
}

export function worklet(kit: Kit) {
  kit.extend(animatedStyles(kit));
  const deferred =
    (run: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) =>
      kit.soon(() => void run(...given));
  return {
    worklet: {
      shared: (value: unknown) => new Shared(kit, value),
      derived(run: () => unknown): Read<unknown> {
        const made = new Shared(kit, undefined);
        follow(() => {
          made.value = run();
        });
        return made;
      },
      timing,
      spring,
      decay,
      sequence,
      repeat,
      delay,
      cancelAnimation: (shared: unknown) => (shared instanceof Shared ? shared.stop() : undefined),
      runOnUI: deferred,
      runOnJS: deferred,
      Easing,
    },
  };
}

function animatedStyles(kit: Kit) {
  type Caller = { _$: { getShadowRoot(): { querySelectorAll(selector: string): Drawn[] } | null } };
  type Drawn = { getBackendElement(): DrawnNode | null };
  const ended = new Set<number>();
  let last = 0;
  return {
    applyAnimatedStyle(this: Caller, selector: string, update: () => object, ...rest: unknown[]): void {
      const id = ++last;
      const nodes = (this._$.getShadowRoot()?.querySelectorAll(selector) ?? []).map((one) => one.getBackendElement());
      follow(() => {
        if (ended.has(id)) return;
        for (const [name, value] of Object.entries(update() ?? {})) {
          for (const node of nodes)
            node?.setStyleProperty(
              name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`),
              value,
            );
        }
      });
      const told = rest.find((one) => typeof one === 'function') as ((result: object) => void) | undefined;
      if (told) kit.soon(() => told({ styleId: id }));
    },
    clearAnimatedStyle(_selector: string, ids: number[], done?: () => void): void {
      for (const id of Array.isArray(ids) ? ids : []) ended.add(id);
      if (typeof done === 'function') kit.soon(done);
    },
  };
}
