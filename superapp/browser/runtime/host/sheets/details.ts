// Chooses one of the person's own notes (address, invoice title, number plate, phone number, place), or writes a new
// one. The program learns only what is chosen here.

import { t } from '../../../say.ts';
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
    title: t('Choose an address'),
    add: t('New address'),
    empty: t('You have not written down an address yet.'),
    fields: [
      { name: 'userName', label: t('Name'), auto: 'name', needed: true },
      { name: 'telNumber', label: t('Phone'), auto: 'tel', mode: 'tel', needed: true },
      { name: 'provinceName', label: t('Province or state'), auto: 'address-level1' },
      { name: 'cityName', label: t('City'), auto: 'address-level2' },
      { name: 'countyName', label: t('District'), auto: 'address-level3' },
      { name: 'streetName', label: t('Street or quarter'), auto: 'address-level4' },
      { name: 'detailInfo', label: t('House, flat, what else helps'), auto: 'street-address', needed: true },
      { name: 'postalCode', label: t('Postal code'), auto: 'postal-code' },
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
    title: t('Choose an invoice title'),
    add: t('New invoice title'),
    empty: t('You have not written down an invoice title yet.'),
    fields: [
      { name: 'type', label: t('For'), choices: { '1': t('A person'), '0': t('A company') } },
      { name: 'title', label: t('Title'), auto: 'organization', needed: true },
      { name: 'taxNumber', label: t('Tax number') },
      { name: 'companyAddress', label: t('Address') },
      { name: 'telephone', label: t('Phone'), mode: 'tel' },
      { name: 'bankName', label: t('Bank') },
      { name: 'bankAccount', label: t('Account') },
    ],
    lines: (one) => [one['title'] ?? '', one['taxNumber'] ?? ''],
  },
  plate: {
    title: t('Choose a number plate'),
    add: t('New number plate'),
    empty: t('You have not written down a number plate yet.'),
    fields: [{ name: 'plateNumber', label: t('Number plate'), needed: true }],
    lines: (one) => [one['plateNumber'] ?? '', ''],
  },
  phone: {
    title: t('Share your phone number'),
    add: t('Another number'),
    empty: t('You have not written down a phone number yet.'),
    fields: [
      {
        name: 'countryCode',
        label: t('Country code'),
        auto: 'tel-country-code',
        mode: 'tel',
        value: '86',
        needed: true,
      },
      { name: 'purePhoneNumber', label: t('Number'), auto: 'tel-national', mode: 'tel', needed: true },
    ],
    lines: (one) => [`+${one['countryCode'] ?? ''} ${one['purePhoneNumber'] ?? ''}`, ''],
  },
  place: {
    title: t('Choose a place'),
    add: t('New place'),
    empty: t('You have not written down a place yet.'),
    fields: [
      { name: 'name', label: t('Name'), needed: true },
      { name: 'address', label: t('Address'), auto: 'street-address' },
      { name: 'latitude', label: t('Latitude'), mode: 'decimal', needed: true },
      { name: 'longitude', label: t('Longitude'), mode: 'decimal', needed: true },
    ],
    lines: (one) => [one['name'] ?? '', one['address'] ?? ''],
  },
};

/** The id of the number that the person has confirmed on this host; it is changed there and not in a sheet. */
const CONFIRMED = 'confirmed';

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
        make('small', {}, one.id === CONFIRMED ? t('Confirmed here') : second),
      );
      if (one.id === CONFIRMED) return make('li', {}, row);
      const edit = make(
        'button',
        {
          type: 'button',
          class: 'program-edit',
          'aria-label': t('Change %(name)s', { name: first }),
          click: () => finish({ edit: one }),
        },
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
    title: from?.id ? t('Change') : words.add,
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
