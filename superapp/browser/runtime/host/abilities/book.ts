// The person's address book and calendar. A page cannot write into either: it hands over a file in the standard form
// (vCard, iCalendar), which the device opens with the right app.

import { t } from '../../../say.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import { fillIn } from '../sheets/form.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

export const book: Abilities = {
  async chooseContact({ layer }) {
    const contact = await contactOf({ layer });
    return contact ?? refuse('chooseContact', 'cancel');
  },
  async addPhoneContact({ consents }, arg) {
    const firstName = read.text(arg, 'firstName', 100);
    if (firstName === '') refuse('addPhoneContact', 'parameter error: parameter.firstName should be String');
    await consents.require('addPhoneContact', 'scope.addPhoneContact');
    download('contact.vcf', 'text/vcard', cardOf(arg, firstName));
    return {};
  },
  addPhoneCalendar: (context, arg) => addDate(context, arg, 'addPhoneCalendar'),
  addPhoneRepeatCalendar: (context, arg) => addDate(context, arg, 'addPhoneRepeatCalendar'),
};

type Picker = { select(names: string[]): Promise<{ name?: string[]; tel?: string[] }[]> };

/** The device's own list of contacts where a browser has one, else written by hand. */
async function contactOf({ layer }: Pick<Context, 'layer'>): Promise<JsonObject | null> {
  const picker = (navigator as Navigator & { contacts?: Picker }).contacts;
  if (picker) {
    const [one] = await picker.select(['name', 'tel']).catch(() => []);
    const numbers = one?.tel ?? [];
    return one && numbers[0]
      ? { phoneNumber: numbers[0], displayName: one.name?.[0] ?? '', phoneNumberList: numbers }
      : null;
  }
  const written = await fillIn(layer, {
    title: t('Choose a contact'),
    fields: [
      { name: 'displayName', label: t('Name') },
      { name: 'phoneNumber', label: t('Phone'), mode: 'tel', needed: true },
    ],
    values: {},
    save: (fields) => {
      const number = (fields['phoneNumber'] ?? '').trim();
      if (!/^[\d+ ()-]{3,30}$/.test(number))
        return Promise.reject({ errMsg: 'x:fail phoneNumber: Write a phone number.' });
      return Promise.resolve({ phoneNumber: number, displayName: fields['displayName'] ?? '' });
    },
  });
  return written ? { ...(written as JsonObject), phoneNumberList: [String(written['phoneNumber'])] } : null;
}

/** RFC 6350, version 3.0 of which every address book reads. */
function cardOf(arg: JsonObject, firstName: string): string {
  const text = (name: string) => escaped(read.text(arg, name, 300));
  const line = (property: string, value: string) => (value.replaceAll(';', '') ? [`${property}:${value}`] : []);
  const address = (kind: string) =>
    ['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => text(`${kind}Address${part}`)).join(';');
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${text('lastName')};${escaped(firstName)};${text('middleName')};;`,
    `FN:${[firstName, read.text(arg, 'lastName', 100)].filter(Boolean).map(escaped).join(' ')}`,
    ...line('NICKNAME', text('nickName')),
    ...line('TEL;TYPE=CELL', text('mobilePhoneNumber')),
    ...line('TEL;TYPE=HOME', text('homePhoneNumber')),
    ...line('TEL;TYPE=WORK', text('workPhoneNumber') || text('hostNumber')),
    ...line('EMAIL', text('email')),
    ...line('ORG', text('organization')),
    ...line('TITLE', text('title')),
    ...line('URL', text('url')),
    ...line('NOTE', text('remark')),
    ...line('ADR;TYPE=HOME', `;;${address('home')}`),
    ...line('ADR;TYPE=WORK', `;;${address('work')}`),
    'END:VCARD',
    '',
  ].join('\r\n');
}

const REPEATS: { [interval: string]: string } = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' };

/** RFC 5545. startTime and endTime are seconds; endTime may be a text, as programs send both. */
async function addDate({ consents }: Context, arg: JsonObject, api: string): Promise<JsonObject> {
  const title = read.text(arg, 'title', 300);
  const start = read.number(arg, 'startTime', 0, 0, 1e11);
  if (title === '') refuse(api, 'parameter error: parameter.title should be String');
  if (start === 0) refuse(api, 'parameter error: parameter.startTime should be Number');
  await consents.require(api, 'scope.addPhoneCalendar');
  const end = Math.max(start, read.number(arg, 'endTime', start, 0, 1e11));
  const whole = read.flag(arg, 'allDay');
  const moment = (seconds: number) => {
    const text = new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
    return whole ? `;VALUE=DATE:${text.slice(0, 8)}` : `:${text}`;
  };
  const repeat = REPEATS[read.text(arg, 'repeatInterval', 10) || 'month'];
  const until = read.number(arg, 'repeatEndTime', 0, 0, 1e11);
  const alarm = read.flag(arg, 'alarm', true) ? read.number(arg, 'alarmOffset', 0, 0, 1e8) : null;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//superapp//program//EN',
    'BEGIN:VEVENT',
    `UID:${crypto.randomUUID()}`,
    `DTSTAMP${moment(Date.now() / 1000).replace(';VALUE=DATE', '')}`,
    `DTSTART${moment(start)}`,
    `DTEND${moment(end)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(read.text(arg, 'description', 1_000))}`,
    `LOCATION:${escaped(read.text(arg, 'location', 300))}`,
    ...(api === 'addPhoneRepeatCalendar' && repeat
      ? [`RRULE:FREQ=${repeat}${until ? `;UNTIL=${moment(until).replace(/^.*:/, '')}` : ''}`]
      : []),
    ...(alarm === null ? [] : ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:-PT${alarm}S`, 'END:VALARM']),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  download('date.ics', 'text/calendar', lines.join('\r\n'));
  return {};
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');
}

function download(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
