// Page addresses: `/pages/goods/goods?id=7`, or relative to the page that is shown. Values of the query are handed over
// as written, not decoded: programs encode and decode themselves. `?colour` without a sign gives an empty text.

import { normalise } from '../../protocol/bundle.ts';
import type { Query } from '../../protocol/messages.ts';

export type Address = { path: string; query: Query; text: string };

export function addressOf(url: string, from: string): Address {
  const mark = url.indexOf('?');
  const place = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark + 1).replace(/#.*$/, '');
  const folder = from.split('/').slice(0, -1).join('/');
  const path = normalise(place.startsWith('/') ? place : `${folder}/${place}`).replace(/\.(html|wxml)$/, '');
  return { path, query: queryOf(search), text: search ? `${path}?${search}` : path };
}

export function queryOf(search: string): Query {
  const query: Query = {};
  for (const pair of search.split('&')) {
    if (pair === '') continue;
    const sign = pair.indexOf('=');
    const name = sign < 0 ? pair : pair.slice(0, sign);
    query[name] = sign < 0 ? '' : pair.slice(sign + 1);
  }
  return query;
}

export function searchOf(query: Query): string {
  return Object.entries(query)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}
