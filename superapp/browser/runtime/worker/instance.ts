// What components of the platform can do beyond the adapter: a tab bar, a page id, animate. Added to the prototype all
// component instances share.

import { component as adapter } from 'glass-easel-miniprogram-adapter';
import { isObject } from '../protocol/json.ts';
import type { DrawnNode } from './backend/node.ts';
import { later } from './natives.ts';
import type { Stack } from './pages/stack.ts';

type Drawn = { getBackendElement(): DrawnNode | null };
type Caller = { _$: { getShadowRoot(): { querySelectorAll(selector: string): Drawn[] } | null } };
type Frame = Record<string, unknown>;

export function extendInstances(stack: Stack): void {
  const prototype = adapter.ComponentCaller.prototype as unknown as Record<string, unknown>;
  Object.assign(prototype, {
    renderer: 'webview',
    getTabBar: () => stack.top?.tabBar ?? null,
    getPageId: () => stack.top?.path ?? '',
    getAppBar: () => null,
    setUpdatePerformanceListener: () => undefined,
    setInitialRenderingCache: () => undefined,
    hasOwnProperty: Object.prototype.hasOwnProperty,
    animate(this: Caller, selector: string, frames: unknown, duration: number, done?: unknown) {
      const list = Array.isArray(frames) ? frames.filter(isObject) : [];
      for (const node of found(this, selector))
        node.do('animate', { frames: list.map(keyframe) as never, duration: Number(duration) || 0 });
      if (typeof done === 'function') later(done as () => void, Number(duration) || 0);
    },
    clearAnimation(this: Caller, selector: string, ...rest: unknown[]) {
      for (const node of found(this, selector)) node.do('clearAnimation', null);
      const done = rest.find((one) => typeof one === 'function');
      if (done) later(done as () => void, 0);
    },
  });
}

function found(caller: Caller, selector: string): DrawnNode[] {
  const list = caller._$.getShadowRoot()?.querySelectorAll(selector) ?? [];
  return list.map((one) => one.getBackendElement()).filter((one): one is DrawnNode => one !== null);
}

/** {opacity: 1, rotate: 45, scale: [1, 2], ease: 'linear'} as a Web Animations keyframe. */
function keyframe(frame: Frame): Frame {
  const out: Frame = {};
  const transforms: string[] = [];
  for (const [key, value] of Object.entries(frame)) {
    if (key === 'ease') out['easing'] = value;
    else if (key === 'offset' || key === 'composite') out[key] = value;
    else if (/^(matrix|rotate|scale|skew|translate)/.test(key))
      transforms.push(`${key}(${[value].flat().map(unit(key)).join(',')})`);
    else out[key] = value;
  }
  if (transforms.length > 0) out['transform'] = transforms.join(' ');
  return out;
}

function unit(key: string): (value: unknown) => string {
  const suffix = /^(rotate|skew)/.test(key) ? 'deg' : key.startsWith('translate') ? 'px' : '';
  return (value) => (typeof value === 'number' ? `${value}${suffix}` : String(value));
}
