// The geometry of <map> (Web Mercator, as everywhere on the web) and its lines, areas and circles as SVG.

import { isObject } from '../../protocol/json.ts';

export type Place = { longitude: number; latitude: number };
export type Spot = { x: number; y: number };

const SVG = 'http://www.w3.org/2000/svg';
const TILE_PX = 256;
const LATITUDE_MAX = 85.05;
const METRES_AROUND = 40_075_016.686;
const POINTS_MAX = 20_000;

/** Pixels of the whole world, from its upper left corner. */
export function spotOf({ longitude, latitude }: Place, zoom: number): Spot {
  const size = TILE_PX * 2 ** zoom;
  const sine = Math.sin((Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, latitude)) * Math.PI) / 180);
  return {
    x: ((longitude + 180) / 360) * size,
    y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size,
  };
}

export function placeOf({ x, y }: Spot, zoom: number): Place {
  const size = TILE_PX * 2 ** zoom;
  const n = Math.PI - (2 * Math.PI * y) / size;
  return { longitude: (x / size) * 360 - 180, latitude: (Math.atan(Math.sinh(n)) * 180) / Math.PI };
}

export function metresPerPixel(latitude: number, zoom: number): number {
  return (METRES_AROUND * Math.cos((latitude * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);
}

export function placeIn(value: unknown): Place | null {
  if (!isObject(value)) return null;
  const [longitude, latitude] = [Number(value['longitude']), Number(value['latitude'])];
  return Number.isFinite(longitude) && Number.isFinite(latitude) ? { longitude, latitude } : null;
}

export function placesIn(value: unknown): Place[] {
  const list = Array.isArray(value) ? value.slice(0, POINTS_MAX) : [];
  return list.map(placeIn).filter((one): one is Place => one !== null);
}

type Look = { [name: string]: unknown };
type Shape = { element: SVGElement; place(at: (place: Place) => Spot, zoom: number): void };

export function shapesOf(polylines: unknown[], polygons: unknown[], circles: unknown[]): Shape[] {
  return [
    ...polygons.filter(isObject).map((one) => path(one, true)),
    ...circles.filter(isObject).flatMap((one) => circle(one)),
    ...polylines.filter(isObject).map((one) => path(one, false)),
  ];
}

function path(look: Look, closed: boolean): Shape {
  const points = placesIn(look['points']);
  const element = document.createElementNS(SVG, closed ? 'polygon' : 'polyline');
  paint(element, look, closed ? 'strokeColor' : 'color', closed ? 'strokeWidth' : 'width', closed);
  if (look['dottedLine'] === true) element.setAttribute('stroke-dasharray', '6 6');
  if (Array.isArray(look['dashArray']))
    element.setAttribute('stroke-dasharray', look['dashArray'].map(Number).join(' '));
  return {
    element,
    place: (at) =>
      element.setAttribute(
        'points',
        points
          .map(at)
          .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
          .join(' '),
      ),
  };
}

function circle(look: Look): Shape[] {
  const centre = placeIn(look);
  if (!centre) return [];
  const element = document.createElementNS(SVG, 'circle');
  paint(element, look, 'color', 'strokeWidth', true);
  const radius = Math.max(0, Number(look['radius']) || 0);
  return [
    {
      element,
      place(at, zoom) {
        const { x, y } = at(centre);
        for (const [name, value] of [
          ['cx', x],
          ['cy', y],
          ['r', radius / metresPerPixel(centre.latitude, zoom)],
        ] as const)
          element.setAttribute(name, String(value));
      },
    },
  ];
}

function paint(element: SVGElement, look: Look, stroke: string, width: string, filled: boolean): void {
  const colour = (name: string, otherwise: string) =>
    typeof look[name] === 'string' && CSS.supports('color', look[name]) ? look[name] : otherwise;
  element.setAttribute('fill', filled ? colour('fillColor', '#1769d222') : 'none');
  element.setAttribute('stroke', colour(stroke, '#1769d2'));
  element.setAttribute('stroke-width', String(Number(look[width]) || (filled ? 1 : 4)));
  element.setAttribute('stroke-linejoin', 'round');
  element.setAttribute('stroke-linecap', 'round');
}
