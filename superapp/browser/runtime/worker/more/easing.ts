// Easing functions of wx.worklet: from 0 to 1, of 0 to 1. Pure.

export type EasingFunction = (at: number) => number;

const poly =
  (power: number): EasingFunction =>
  (at) =>
    at ** power;

/** The CSS curve through (0,0), (x1,y1), (x2,y2), (1,1), found by halving. */
function bezier(x1: number, y1: number, x2: number, y2: number): EasingFunction {
  const along = (a: number, b: number, t: number) => 3 * a * (1 - t) ** 2 * t + 3 * b * (1 - t) * t ** 2 + t ** 3;
  return (at) => {
    let [low, high] = [0, 1];
    for (let turn = 0; turn < 20; turn++) {
      const middle = (low + high) / 2;
      if (along(x1, x2, middle) < at) low = middle;
      else high = middle;
    }
    return along(y1, y2, (low + high) / 2);
  };
}

function bounce(at: number): number {
  if (at < 1 / 2.75) return 7.5625 * at * at;
  if (at < 2 / 2.75) return 7.5625 * (at - 1.5 / 2.75) ** 2 + 0.75;
  if (at < 2.5 / 2.75) return 7.5625 * (at - 2.25 / 2.75) ** 2 + 0.9375;
  return 7.5625 * (at - 2.625 / 2.75) ** 2 + 0.984375;
}

export const Easing = {
  step0: (at: number) => (at > 0 ? 1 : 0),
  step1: (at: number) => (at >= 1 ? 1 : 0),
  linear: (at: number) => at,
  ease: bezier(0.42, 0, 1, 1),
  quad: poly(2),
  cubic: poly(3),
  poly,
  sin: (at: number) => 1 - Math.cos((at * Math.PI) / 2),
  circle: (at: number) => 1 - Math.sqrt(1 - at * at),
  exp: (at: number) => 2 ** (10 * (at - 1)),
  elastic: (bounciness = 1) => {
    const turns = bounciness * Math.PI;
    return (at: number) => 1 - Math.cos((at * Math.PI) / 2) ** 3 * Math.cos(at * turns);
  },
  back:
    (over = 1.70158) =>
    (at: number) =>
      at * at * ((over + 1) * at - over),
  bounce,
  /** A function, and an object that makes it: the platform's own examples use both. */
  bezier: (...points: [number, number, number, number]) => {
    const easing = bezier(...points);
    return Object.assign(easing, { factory: () => easing });
  },
  cubicBezier: bezier,
  in: (easing: EasingFunction) => easing,
  out: (easing: EasingFunction) => (at: number) => 1 - easing(1 - at),
  inOut: (easing: EasingFunction) => (at: number) => (at < 0.5 ? easing(at * 2) / 2 : 1 - easing((1 - at) * 2) / 2),
};
