// Plays what wx.createAnimation exported: steps one after the other, each a transition.

import { isObject } from '../../protocol/json.ts';

const playing = new WeakMap<HTMLElement, number>();
const STYLE = /^(opacity|background-color|width|height|left|right|top|bottom)$/;
const TRANSFORM = /^(matrix|rotate|scale|skew|translate)(3d|[XYZ])?$/;
const VALUE = /^[-\w.%() ,#]*$/;

export function play(target: HTMLElement, value: unknown): void {
  const actions = isObject(value) && Array.isArray(value['actions']) ? value['actions'].slice(0, 200) : [];
  clearTimeout(playing.get(target));
  step(target, actions);
}

function step(target: HTMLElement, [first, ...rest]: unknown[]): void {
  if (!isObject(first)) return;
  const option = isObject(first['option']) ? first['option'] : {};
  const transition = isObject(option['transition']) ? option['transition'] : {};
  const [duration, delay] = [ms(transition['duration'], 400), ms(transition['delay'], 0)];
  const timing = String(transition['timingFunction'] ?? 'linear');
  const transforms: string[] = [];
  target.style.transition = `all ${duration}ms ${VALUE.test(timing) ? timing : 'linear'} ${delay}ms`;
  target.style.transformOrigin = String(option['transformOrigin'] ?? '50% 50% 0');
  // The transition must be known before the values change.
  target.getBoundingClientRect();
  for (const one of Array.isArray(first['animates']) ? first['animates'] : []) {
    if (!isObject(one) || !Array.isArray(one['args'])) continue;
    const [type, args] = [String(one['type']), one['args'].map(String)];
    if (type === 'style' && STYLE.test(args[0] ?? '')) target.style.setProperty(args[0] ?? '', args[1] ?? '');
    else if (TRANSFORM.test(type) && args.every((arg) => VALUE.test(arg)))
      transforms.push(`${type}(${args.join(',')})`);
  }
  if (transforms.length > 0) target.style.transform = transforms.join(' ');
  if (rest.length > 0)
    playing.set(
      target,
      window.setTimeout(() => step(target, rest), duration + delay),
    );
}

function ms(value: unknown, fallback: number): number {
  const given = Number(value ?? fallback);
  return Number.isFinite(given) ? Math.min(60_000, Math.max(0, given)) : fallback;
}
