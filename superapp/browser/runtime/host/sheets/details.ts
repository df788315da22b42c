// Chooses one of the person's own notes (address, invoice title, number plate, phone number, place), or writes a new
// one. The program learns only what is chosen here.

import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { Detail, DetailKind } from '../../protocol/server.ts';
import { icon, make } from '../dom.ts';
import { type Field, fillIn } from './form.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

export type Words = {
  title: string;
  add: string;
  empty: string;
  fields: Field[];
  /** First and second line of a row. */
  lines(fields: Record<string, string>): [string, string];
};

export const WORDS: { [kind in DetailKind]: Words } = {
  address: {
    title: 'Choose an address',
    add: 'New address',
    empty: 'You have not written down an address yet.',
    fields: [
      { name: 'userName', label: 'Name', auto: 'name', needed: true },
      { name: 'telNumber', label: 'Phone', auto: 'tel', mode: 'tel', needed: true },
      { name: 'provinceName', label: 'Province or state', auto: 'address-level1' },
      { name: 'cityName', label: 'City', auto: 'address-level2' },
      { name: 'countyName', label: 'District', auto: 'address-level3' },
      { name: 'streetName', label: 'Street or quarter', auto: 'address-level4' },
      { name: 'detailInfo', label: 'House, flat, what else helps', auto: 'street-address', needed: true },
      { name: 'postalCode', label: 'Postal code', auto: 'postal-code' },
    ],
    lines: (one) => [
      `${one['userName'] ?? ''} ${one['telNumber'] ?? ''}`,
      ['provinceName', 'cityName', 'countyName', 'streetName', 'detailInfo']
        .map((name) => one[name] ?? '')
        .filter(Boolean)
        .join(' '),
    ],
  },
  invoice_title: {
    title: 'Choose an invoice title',
    add: 'New invoice title',
    empty: 'You have not written down an invoice title yet.',
    fields: [
      { name: 'type', label: 'For', choices: { '1': 'A person', '0': 'A company' } },
      { name: 'title', label: 'Title', auto: 'organization', needed: true },
      { name: 'taxNumber', label: 'Tax number' },
      { name: 'companyAddress', label: 'Address' },
      { name: 'telephone', label: 'Phone', mode: 'tel' },
      { name: 'bankName', label: 'Bank' },
      { name: 'bankAccount', label: 'Account' },
    ],
    lines: (one) => [one['title'] ?? '', one['taxNumber'] ?? ''],
  },
  plate: {
    title: 'Choose a number plate',
    add: 'New number plate',
    empty: 'You have not written down a number plate yet.',
    fields: [{ name: 'plateNumber', label: 'Number plate', needed: true }],
    lines: (one) => [one['plateNumber'] ?? '', ''],
  },
  phone: {
    title: 'Share your phone number',
    add: 'Another number',
    empty: 'You have not written down a phone number yet.',
    fields: [
      { name: 'countryCode', label: 'Country code', auto: 'tel-country-code', mode: 'tel', value: '86', needed: true },
      { name: 'purePhoneNumber', label: 'Number', auto: 'tel-national', mode: 'tel', needed: true },
    ],
    lines: (one) => [`+${one['countryCode'] ?? ''} ${one['purePhoneNumber'] ?? ''}`, ''],
  },
  place: {
    title: 'Choose a place',
    add: 'New place',
    empty: 'You have not written down a place yet.',
    fields: [
      { name: 'name', label: 'Name', needed: true },
      { name: 'address', label: 'Address', auto: 'street-address' },
      { name: 'latitude', label: 'Latitude', mode: 'decimal', needed: true },
      { name: 'longitude', label: 'Longitude', mode: 'decimal', needed: true },
    ],
    lines: (one) => [one['name'] ?? '', one['address'] ?? ''],
  },
};

export type Server = (api: string, arg: JsonObject) => Promise<JsonObject>;
/** What stands above the list, such as "where I am". It may start the form with what it knows. */
export type Extra = { label: string; run(): Promise<Record<string, string>> };

/** The chosen one, or null. note: said above the list. */
export async function chooseDetail(
  layer: Layer,
  server: Server,
  kind: DetailKind,
  options: { note?: string; extra?: Extra } = {},
): Promise<Detail | null> {
  const words = WORDS[kind];
  let list = await listed(server, kind);
  for (;;) {
    const next = list.length === 0 && !options.extra && !options.note ? 'new' : await pick(layer, words, list, options);
    if (next === null) return null;
    if (next === 'extra') {
      const started = await options.extra?.run().catch(() => null);
      if (!started) continue;
      const saved = await write(layer, server, kind, words, { id: '', fields: started });
      if (saved) return saved;
    } else if (next === 'new') {
      const saved = await write(layer, server, kind, words, null);
      if (saved) return saved;
      if (list.length === 0 && !options.extra && !options.note) return null;
    } else if ('edit' in next) {
      await write(layer, server, kind, words, next.edit);
      list = await listed(server, kind);
    } else {
      const used = await server('useDetail', { id: next.chosen.id }).catch(() => null);
      if (used) return next.chosen;
      list = await listed(server, kind);
    }
  }
}

type Next = 'new' | 'extra' | { chosen: Detail } | { edit: Detail };

function pick(
  layer: Layer,
  words: Words,
  list: Detail[],
  { note, extra }: { note?: string; extra?: Extra },
): Promise<Next | null> {
  return sheet<Next | null>(layer, words.title, null, (body, finish) => {
    const rows = list.map((one) => {
      const [first, second] = words.lines(one.fields);
      const row = make(
        'button',
        { type: 'button', class: 'program-choice', click: () => finish({ chosen: one }) },
        make('span', {}, first),
        make('small', {}, second),
      );
      const edit = make(
        'button',
        { type: 'button', class: 'program-edit', 'aria-label': `Change ${first}`, click: () => finish({ edit: one }) },
        icon('edit'),
      );
      return make('li', {}, row, edit);
    });
    const said = note ? [make('p', { class: 'program-note' }, note)] : [];
    const shown =
      rows.length > 0
        ? make('ul', { class: 'program-choices' }, ...rows)
        : make('p', { class: 'program-note' }, words.empty);
    const more = extra ? [button(extra.label, () => finish('extra'))] : [];
    body.append(
      ...said,
      shown,
      foot(
        ...more,
        button(words.add, () => finish('new'), list.length ? '' : 'primary'),
      ),
    );
    return rows[0]?.querySelector('button') ?? undefined;
  });
}

async function write(
  layer: Layer,
  server: Server,
  kind: DetailKind,
  words: Words,
  from: Detail | null,
): Promise<Detail | null> {
  const remove = from?.id ? () => server('removeDetail', { id: from.id }) : undefined;
  const saved = await fillIn(layer, {
    title: from?.id ? 'Change' : words.add,
    fields: words.fields,
    values: from?.fields ?? {},
    save: (fields) => server('saveDetail', { kind, id: from?.id ?? '', fields }),
    remove,
  });
  return saved && isDetail(saved) ? saved : null;
}

async function listed(server: Server, kind: DetailKind): Promise<Detail[]> {
  const { details } = await server('listDetails', { kind });
  return Array.isArray(details) ? (details as unknown[]).filter(isDetail) : [];
}

function isDetail(value: unknown): value is Detail {
  return isObject(value) && typeof value['id'] === 'string' && isObject(value['fields']);
}
