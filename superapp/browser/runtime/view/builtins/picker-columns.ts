// What stands in the columns of a <picker> by mode: hours and minutes, a date between two others, a region. Each takes
// the texts that are chosen now (null: as the value says) and returns all columns, so that days follow the month.

import type { Json } from '../../protocol/json.ts';
import { PROVINCES } from './regions.ts';

/** indexes: the chosen rows. names: of the columns, for screen readers. more: of the event beyond its value. */
export type Columns = {
  labels: string[][];
  indexes: number[];
  names: string[];
  value: Json;
  more: { [name: string]: Json };
};

const YEARS = [1900, 2100];

export function timeColumns(now: string[] | null, value: string, start: string, end: string): Columns {
  const [low, high] = [clock(start, [0, 0]), clock(end, [23, 59])];
  const [h, m] = now ? now.map(Number) : clock(value, clockNow());
  const hour = clamp(h ?? 0, low[0] ?? 0, high[0] ?? 23);
  const minutes = numbers(hour === low[0] ? (low[1] ?? 0) : 0, hour === high[0] ? (high[1] ?? 59) : 59);
  const minute = clamp(m ?? 0, minutes[0] ?? 0, minutes.at(-1) ?? 59);
  const hours = numbers(low[0] ?? 0, high[0] ?? 23);
  return {
    labels: [hours.map(two), minutes.map(two)],
    indexes: [hours.indexOf(hour), minutes.indexOf(minute)],
    names: ['Hour', 'Minute'],
    value: `${two(hour)}:${two(minute)}`,
    more: {},
  };
}

export function dateColumns(now: string[] | null, value: string, start: string, end: string, fields: string): Columns {
  const [low, high] = [day(start, [YEARS[0] ?? 0, 1, 1]), day(end, [YEARS[1] ?? 0, 12, 31])];
  const wanted = now ? now.map(Number) : day(value, today());
  const chosen: number[] = [];
  const columns: number[][] = [];
  // A bound holds for a column while all columns before it stand at the bound.
  let [atLow, atHigh] = [true, true];
  const depth = fields === 'year' ? 1 : fields === 'month' ? 2 : 3;
  for (let at = 0; at < depth; at++) {
    const most = at === 0 ? (high[0] ?? 0) : at === 1 ? 12 : daysOf(chosen[0] ?? 0, chosen[1] ?? 1);
    const from = atLow ? (low[at] ?? 1) : 1;
    const to = atHigh ? Math.min(high[at] ?? most, most) : most;
    const list = numbers(from, Math.max(from, to));
    const one = clamp(wanted[at] ?? 1, list[0] ?? 1, list.at(-1) ?? 1);
    columns.push(list);
    chosen.push(one);
    atLow &&= one === low[at];
    atHigh &&= one === high[at];
  }
  return {
    labels: columns.map((list, at) => list.map(at === 0 ? String : two)),
    indexes: columns.map((list, at) => list.indexOf(chosen[at] ?? 0)),
    names: ['Year', 'Month', 'Day'],
    value: chosen.map((one, at) => (at === 0 ? String(one).padStart(4, '0') : two(one))).join('-'),
    more: {},
  };
}

/** Provinces and cities; what lies below a city is typed (`district`). custom: a row above all others, as "全部". */
export function regionColumns(now: string[] | null, value: string[], custom: string, level: string): Columns {
  const wanted = now ?? value;
  const first = custom ? [custom] : [];
  const provinces = [...first, ...Object.keys(PROVINCES)];
  const province = Math.max(0, provinces.indexOf(wanted[0] ?? ''));
  const cities = [...first, ...(PROVINCES[provinces[province] ?? ''] ?? [])];
  const city = Math.max(0, cities.indexOf(wanted[1] ?? ''));
  const labels = level === 'province' ? [provinces] : [provinces, cities];
  const indexes = level === 'province' ? [province] : [province, city];
  const chosen = indexes.map((index, at) => labels[at]?.[index] ?? '');
  return { labels, indexes, names: ['Province', 'City'], value: chosen, more: { code: [], postcode: '' } };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, at) => from + at);
}
function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Number.isFinite(value) ? value : low));
}
function two(value: number): string {
  return String(value).padStart(2, '0');
}
function clock(text: string, otherwise: number[]): number[] {
  const found = /^(\d{1,2}):(\d{1,2})/.exec(text);
  return found ? [clamp(Number(found[1]), 0, 23), clamp(Number(found[2]), 0, 59)] : otherwise;
}
function day(text: string, otherwise: number[]): number[] {
  const found = /^(\d{1,4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?/.exec(text);
  if (!found) return otherwise;
  return [1, 2, 3].map((at) => (found[at] === undefined ? (otherwise[at - 1] ?? 1) : Number(found[at])));
}
function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
function today(): number[] {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()];
}
function clockNow(): number[] {
  const now = new Date();
  return [now.getHours(), now.getMinutes()];
}
