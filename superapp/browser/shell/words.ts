// Small things every island shows alike: avatars, icons, moments, amounts. The templates' side is templates/parts.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { t } from '../say.ts';
import { decimalsOf } from './amounts.ts';
import { dateFormat, numberFormat } from './formats.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SIGNS: Record<string, string> = { CNY: '¥', JPY: 'JP¥' };
const DAY_MS = 86_400_000;

export function icon(name: string): TemplateResult {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? '';
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<use href="${sprite}#${name}"></use>`}</svg>`;
}

/** picture: of the person, as conversations carry it. */
export function avatar(name: string, id: string, size = '', shape = '', picture = ''): TemplateResult {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length ? firstLetter(words[0]!) + (words.length > 1 ? firstLetter(words.at(-1)!) : '') : '?';
  // The same sum as in templates/parts/avatar.html; -1 % 8 is 7 there.
  const tone = (ALPHABET.indexOf(id.slice(-1).toLowerCase()) + 8) % 8;
  // A program's picture lies over its letters, which stay where it has none.
  const appid = id.replace('program:', '');
  const over = appid.startsWith('wx')
    ? html`<img class="avatar-over" src="/programs/${appid}/picture" alt="" loading="lazy">`
    : nothing;
  return html`<span class="avatar" data-tone=${tone} data-size=${size} data-shape=${shape} aria-hidden="true">${picture ? html`<img src="/people/pictures/${picture}.webp" alt="" loading="lazy">` : [letters.toUpperCase(), over]}</span>`;
}

function firstLetter(word: string): string {
  return [...word][0] ?? '';
}

/** As the server writes it (web/rendering.py): yuan and yen share a sign, and the yuan keeps it. */
export function amount(minor: number, currency: string): string {
  return numberFormat({ style: 'currency', currency })
    .formatToParts(minor / 10 ** decimalsOf(currency))
    .map((part) => (part.type === 'currency' ? (SIGNS[currency] ?? part.value) : part.value))
    .join('')
    .replace('-', '\u2212');
}

/** Those of this place, its own first. */
export function currencies(): string[] {
  const listed = document.querySelector<HTMLMetaElement>('meta[name="currencies"]')?.content ?? '';
  return listed.split(' ').filter(Boolean);
}

/** "12.4 MB" */
export function sizeText(bytes: number): string {
  if (bytes < 1_024) return numberFormat({ style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(bytes);
  const [unit, value] = bytes < 1024 * 1024 ? ['kilobyte', bytes / 1024] : ['megabyte', bytes / 1024 / 1024];
  return numberFormat({ style: 'unit', unit: String(unit), maximumFractionDigits: 1 }).format(Number(value));
}

/** "20 m", "1.2 km" */
export function distanceText(metres: number): string {
  const [unit, value] = metres < 1_000 ? ['meter', Math.max(1, Math.round(metres))] : ['kilometer', metres / 1_000];
  return numberFormat({ style: 'unit', unit: String(unit), maximumFractionDigits: 1 }).format(Number(value));
}

export function timeOfDay(moment: Date): string {
  return dateFormat({ hour: 'numeric', minute: '2-digit' }).format(moment);
}

export function fullMoment(moment: Date): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(moment);
}

/** "Today", "Yesterday", "Monday" within a week, else the date. */
export function dayName(moment: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / DAY_MS);
  if (days <= 1) return days < 1 ? t('Today') : t('Yesterday');
  if (days < 7) return dateFormat({ weekday: 'long' }).format(moment);
  return dateFormat({
    day: 'numeric',
    month: 'long',
    ...(moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(moment);
}

/** For the list of chats: the time today, the weekday within a week, else a short date. */
export function shortMoment(moment: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / DAY_MS);
  if (days < 1) return timeOfDay(moment);
  if (days < 7) return dateFormat({ weekday: 'short' }).format(moment);
  return dateFormat({ day: 'numeric', month: 'short' }).format(moment);
}

export function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
