// wx.createAnimation: records steps and exports them; the view plays them when they arrive in an `animation` attribute.

import { isObject } from '../../protocol/json.ts';
import { rpxToVw } from '../backend/node.ts';
import type { Options } from './settle.ts';

const TRANSFORMS = [
  'matrix',
  'matrix3d',
  'rotate',
  'rotate3d',
  'rotateX',
  'rotateY',
  'rotateZ',
  'scale',
  'scale3d',
  'scaleX',
  'scaleY',
  'scaleZ',
  'skew',
  'skewX',
  'skewY',
  'translate',
  'translate3d',
  'translateX',
  'translateY',
  'translateZ',
];
const STYLES: { [method: string]: string } = {
  opacity: 'opacity',
  backgroundColor: 'background-color',
  width: 'width',
  height: 'height',
  left: 'left',
  right: 'right',
  top: 'top',
  bottom: 'bottom',
};

type Action = {
  animates: { type: string; args: unknown[] }[];
  option: { transformOrigin: string; transition: Options };
};

export function createAnimation(given: unknown): object {
  const defaults = isObject(given) ? given : {};
  let actions: Action[] = [];
  let animates: Action['animates'] = [];
  const animation: Record<string, unknown> = {
    export() {
      const exported = { actions };
      actions = [];
      return exported;
    },
    step(own: unknown) {
      const options = { ...defaults, ...(isObject(own) ? own : {}) };
      const { duration = 400, timingFunction = 'linear', delay = 0, transformOrigin = '50% 50% 0' } = options;
      actions.push({
        animates,
        option: { transformOrigin: String(transformOrigin), transition: { duration, timingFunction, delay } },
      });
      animates = [];
      return animation;
    },
  };
  for (const type of TRANSFORMS) animation[type] = (...args: unknown[]) => put({ type, args: args.map(length(type)) });
  for (const [method, name] of Object.entries(STYLES)) {
    animation[method] = (value: unknown) =>
      put({
        type: 'style',
        args: [name, method === 'opacity' || typeof value === 'string' ? rpxToVw(value) : `${value}px`],
      });
  }
  const put = (one: Action['animates'][number]) => {
    animates = [...animates.filter((other) => !same(other, one)), one];
    return animation;
  };
  return animation;
}

function same(a: Action['animates'][number], b: Action['animates'][number]): boolean {
  return a.type === b.type && (a.type !== 'style' || a.args[0] === b.args[0]);
}

function length(type: string): (value: unknown) => unknown {
  if (type.startsWith('translate')) return (value) => (typeof value === 'number' ? `${value}px` : rpxToVw(value));
  if (/^(rotate([XYZ])?|skew)/.test(type) && type !== 'rotate3d')
    return (value) => (typeof value === 'number' ? `${value}deg` : value);
  return (value) => value;
}
