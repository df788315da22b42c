// Plays a description of the older drawing context on a real one. Coordinates are CSS pixels; the canvas has `ratio`
// pixels for each. Every draw starts from the same state, as on the platform: no colour is left from the one before.

import { isObject } from '../../../protocol/json.ts';
import { type Action, Gradient, Pattern } from './context.ts';

export type Context = OffscreenCanvasRenderingContext2D;
type Pictures = ReadonlyMap<unknown, CanvasImageSource>;

/** Setters of the older style that are properties of the browser's. */
const SETTERS: { [method: string]: string } = {
  setGlobalAlpha: 'globalAlpha',
  setLineCap: 'lineCap',
  setLineJoin: 'lineJoin',
  setLineWidth: 'lineWidth',
  setMiterLimit: 'miterLimit',
  setTextAlign: 'textAlign',
};
const PROPERTIES =
  /^(globalAlpha|globalCompositeOperation|line(Cap|DashOffset|Join|Width)|miterLimit|shadowColor|textAlign|font)$/;
const SHADOWS = /^shadow(Blur|OffsetX|OffsetY)$/;
const METHODS =
  /^(arc|arcTo|beginPath|bezierCurveTo|clearRect|clip|closePath|fill|fillRect|fillText|lineTo|moveTo|quadraticCurveTo|rect|rotate|scale|stroke|strokeRect|strokeText|transform|translate)$/;

/** What an action names that must be loaded first: a path, or a picture of createImage(). */
export function picturesOf(actions: readonly Action[]): Set<unknown> {
  const named = new Set<unknown>();
  for (const { method, data } of actions) {
    if (method === 'drawImage') named.add(data[0]);
    else if (data[0] instanceof Pattern) named.add(data[0].image);
  }
  return named;
}

/** pictures: what was named and did load. failed: told of each action that could not be played. */
export function play(
  context: Context,
  actions: readonly Action[],
  ratio: number,
  pictures: Pictures,
  failed: (action: Action, error: unknown) => void,
): void {
  let saved = 0;
  context.save();
  context.beginPath();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const action of actions) {
    const { method } = action;
    if (method === 'save') {
      saved++;
      context.save();
    } else if (method === 'restore') {
      // One restore too many must not take away the state this draw began with.
      if (saved > 0) context.restore();
      saved = Math.max(0, saved - 1);
    } else {
      try {
        one(context, action, ratio, pictures);
      } catch (error) {
        failed(action, error);
      }
    }
  }
  for (; saved >= 0; saved--) context.restore();
}

function one(context: Context, { method, data }: Action, ratio: number, pictures: Pictures): void {
  const target = context as unknown as Record<string, unknown>;
  const [a, b, c, d, e, f] = data as number[];
  const property = SETTERS[method] ?? (PROPERTIES.test(method) ? method : '');
  if (property) target[property] = data[0];
  else if (METHODS.test(method)) (target[method] as (...given: unknown[]) => void).apply(context, without(data));
  else if (SHADOWS.test(method)) target[method] = Number(a) * ratio;
  else
    switch (method) {
      case 'setFillStyle':
      case 'fillStyle':
        context.fillStyle = paint(context, data[0], pictures) ?? context.fillStyle;
        return;
      case 'setStrokeStyle':
      case 'strokeStyle':
        context.strokeStyle = paint(context, data[0], pictures) ?? context.strokeStyle;
        return;
      case 'setTextBaseline':
      case 'textBaseline':
        context.textBaseline = data[0] === 'normal' ? 'alphabetic' : (data[0] as CanvasTextBaseline);
        return;
      case 'setFontSize':
        context.font = context.font.replace(/[\d.]+px/, `${Number(a)}px`);
        return;
      case 'setLineDash':
        context.setLineDash((Array.isArray(data[0]) ? data[0] : []).map(Number));
        if (b !== undefined) context.lineDashOffset = Number(b);
        return;
      case 'setShadow':
        // The browser does not scale a shadow with everything else.
        Object.assign(context, { shadowOffsetX: Number(a) * ratio, shadowOffsetY: Number(b) * ratio });
        Object.assign(context, { shadowBlur: Number(c) * ratio, shadowColor: String(d) });
        return;
      case 'setTransform':
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.transform(Number(a), Number(b), Number(c), Number(d), Number(e), Number(f));
        return;
      case 'drawImage':
        image(context, data, pictures);
        return;
      default:
        throw new Error(`no such action: ${method}`);
    }
}

function image(context: Context, data: unknown[], pictures: Pictures): void {
  const picture = pictures.get(data[0]);
  if (!picture) return;
  const [, ...numbers] = without(data);
  // To where; to where and how large; from where and to where.
  const many = numbers.length >= 8 ? 8 : numbers.length >= 4 ? 4 : 2;
  const at = Array.from({ length: many }, (_, i) => Number(numbers[i]) || 0);
  (context.drawImage as (...given: unknown[]) => void).call(context, picture, ...at);
}

/** Programs leave the last arguments out, or give undefined for them. */
function without(data: unknown[]): unknown[] {
  const end = data.findLastIndex((one) => one !== undefined && one !== null);
  return data.slice(0, end + 1);
}

function paint(context: Context, value: unknown, pictures: Pictures): string | CanvasGradient | CanvasPattern | null {
  if (value instanceof Gradient) {
    const [a = 0, b = 0, c = 0, d] = value.line;
    const made =
      d === undefined ? context.createRadialGradient(a, b, 0, a, b, c) : context.createLinearGradient(a, b, c, d);
    for (const [at, colour] of value.stops) made.addColorStop(at, colour);
    return made;
  }
  if (value instanceof Pattern) {
    const picture = pictures.get(value.image);
    return picture ? context.createPattern(picture, value.repetition) : null;
  }
  return isObject(value) ? null : String(value);
}
