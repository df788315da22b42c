// The markers of <map>: a picture or our pin, with its callout and its label; each is a button.

import { isObject } from '../../protocol/json.ts';
import { addressOf } from '../wire.ts';
import { part } from './base.ts';
import { type Place, placeIn } from './map-shapes.ts';

const MARKERS_MAX = 2_000;
const PIN =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 32'%3E%3Cpath d='M12 31C7 23 1.5 17.5 1.5 11.5a10.5 10.5 0 1 1 21 0C22.5 17.5 17 23 12 31z' fill='%23c62b33' stroke='%23fff'/%3E%3Ccircle cx='12' cy='11.5' r='4' fill='%23fff'/%3E%3C/svg%3E";

export type Mark = {
  id: number | null;
  place: Place;
  element: HTMLElement;
  callout: HTMLElement | null;
  icon: HTMLElement;
};
type Tapped = (kind: 'markertap' | 'callouttap' | 'labeltap', mark: Mark) => void;

export function marksOf(markers: unknown[], tapped: Tapped): Mark[] {
  return markers.slice(0, MARKERS_MAX).flatMap((one) => (isObject(one) ? (markOf(one, tapped) ?? []) : []));
}

function markOf(look: Record<string, unknown>, tapped: Tapped): Mark | null {
  const place = placeIn(look);
  if (!place) return null;
  const element = document.createElement('div');
  element.className = 'wx-mark';
  const icon = part(element, 'button') as HTMLButtonElement;
  icon.type = 'button';
  const own = typeof look['iconPath'] === 'string' && look['iconPath'] !== '';
  const picture = part(icon, 'img') as HTMLImageElement;
  picture.alt = '';
  picture.draggable = false;
  picture.src = own ? addressOf(String(look['iconPath'])) : PIN;
  const [width, height] = [lengthOf(look['width']), lengthOf(look['height'])];
  picture.style.width = width || (own ? '' : '24px');
  picture.style.height = height || (own ? '' : '32px');
  const anchor = isObject(look['anchor']) ? look['anchor'] : {};
  const [ax, ay] = [number(anchor['x'], 0.5), number(anchor['y'], 1)];
  icon.style.transform = `translate(${-ax * 100}%,${-ay * 100}%) rotate(${number(look['rotate'], 0)}deg)`;
  icon.style.opacity = String(number(look['alpha'], 1));
  element.style.zIndex = String(number(look['zIndex'], 0));
  const [callout, label] = [look['callout'], look['label']];
  const words = [look['title'], isObject(callout) && callout['content'], isObject(label) && label['content']];
  const id = typeof look['id'] === 'number' ? look['id'] : null;
  icon.setAttribute('aria-label', String(look['ariaLabel'] ?? (words.find(Boolean) || `Marker ${id ?? ''}`)));
  const mark: Mark = { id, place, element, callout: null, icon };
  const bubble = isObject(callout) ? callout : typeof look['title'] === 'string' ? { content: look['title'] } : null;
  if (bubble) {
    mark.callout = box(element, bubble, 'wx-callout');
    mark.callout.hidden = bubble['display'] !== 'ALWAYS';
    mark.callout.onclick = () => tapped('callouttap', mark);
    // Above the picture, whose size is known when it has loaded.
    const up = () =>
      mark.callout?.style.setProperty('--wx-up', `${picture.offsetHeight * ay + number(bubble['anchorY'], 0)}px`);
    picture.onload = up;
    queueMicrotask(up);
  }
  if (isObject(label)) {
    const made = box(element, label, 'wx-map-label');
    made.style.left = `${number(label['anchorX'] ?? label['x'], 0)}px`;
    made.style.top = `${number(label['anchorY'] ?? label['y'], 0)}px`;
    made.onclick = () => tapped('labeltap', mark);
  }
  icon.onclick = () => {
    if (mark.callout && bubble?.['display'] !== 'ALWAYS') mark.callout.hidden = !mark.callout.hidden;
    tapped('markertap', mark);
  };
  return mark;
}

function box(into: HTMLElement, look: Record<string, unknown>, name: string): HTMLElement {
  const made = part(into, 'div', name);
  made.textContent = String(look['content'] ?? '');
  const { style } = made;
  const px = (value: unknown) => (value === undefined ? '' : `${number(value, 0)}px`);
  if (look['color']) style.color = String(look['color']);
  if (look['bgColor']) style.backgroundColor = String(look['bgColor']);
  style.fontSize = px(look['fontSize']);
  style.borderRadius = px(look['borderRadius']);
  style.padding = px(look['padding']);
  style.borderWidth = px(look['borderWidth']);
  if (look['borderWidth']) style.borderStyle = 'solid';
  if (look['borderColor']) style.borderColor = String(look['borderColor']);
  if (look['textAlign']) style.textAlign = String(look['textAlign']);
  return made;
}

/** Numbers are pixels; texts carry their unit. */
function lengthOf(value: unknown): string {
  if (typeof value === 'number') return `${value}px`;
  if (typeof value !== 'string') return '';
  return /^[\d.]+$/.test(value) ? `${value}px` : value.replace(/([\d.]+)rpx/, (_, n: string) => `${Number(n) / 7.5}vw`);
}

function number(value: unknown, otherwise: number): number {
  const given = Number(value);
  return value === undefined || value === null || !Number.isFinite(given) ? otherwise : given;
}
