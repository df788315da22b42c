// Amounts that people type: in the composer ("$12.50", "12.5 元", "JPY 500") and on the pad of the money sheet. Whole
// minor units inside, never a float: money_sheet.ts and money_bar.ts lean on it.

/** amount: plain decimal text, or empty; currency: its letters, or empty for the house's own. */
export type Wanted = { amount: string; currency: string };

export const NOTHING: Wanted = { amount: '', currency: '' };

// What each mark may mean, the likelier first; which of them is meant, this place's currencies say.
const MEANS: Record<string, string[]> = {
  $: ['USD', 'HKD', 'AUD', 'CAD', 'SGD', 'TWD', 'NZD', 'MXN'],
  '¥': ['CNY', 'JPY'],
  '￥': ['CNY', 'JPY'],
  '€': ['EUR'],
  '£': ['GBP'],
  '₽': ['RUB'],
  '₴': ['UAH'],
  元: ['CNY', 'TWD', 'HKD'],
  块: ['CNY', 'TWD', 'HKD'],
  円: ['JPY'],
  rmb: ['CNY'],
  yuan: ['CNY'],
  yen: ['JPY'],
  dollar: ['USD', 'HKD', 'AUD', 'CAD', 'SGD', 'TWD', 'NZD'],
  dollars: ['USD', 'HKD', 'AUD', 'CAD', 'SGD', 'TWD', 'NZD'],
  euro: ['EUR'],
  euros: ['EUR'],
};
const WORDS = Object.keys(MEANS).filter((mark) => /^[a-z]/u.test(mark));
const NUMBER = String.raw`\d{1,9}(?:[.,]\d{1,3})?`;
const DIGITS_MAX = 9;

/** The last amount in the text whose mark stands for one of these currencies (the house's own first); NOTHING when there
 * is none. */
export function amountIn(text: string, currencies: readonly string[]): Wanted {
  const found = [...text.matchAll(marked(currencies))].flatMap((match) => {
    const amount = (match[2] ?? match[3] ?? '').replace(',', '.');
    const currency = meant(match[1] ?? match[4] ?? '', currencies);
    const decimals = amount.split('.')[1]?.length ?? 0;
    return currency && decimals <= decimalsOf(currency) ? [{ amount, currency }] : [];
  });
  return found.at(-1) ?? NOTHING;
}

const decimals = new Map<string, number>();

/** As ISO 4217 says, which browsers know. */
export function decimalsOf(currency: string): number {
  const format = () => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  if (!decimals.has(currency)) decimals.set(currency, format().maximumFractionDigits ?? 2);
  return decimals.get(currency)!;
}

function marked(currencies: readonly string[]): RegExp {
  const letters = currencies.join('|');
  const before = `[$¥￥€£₽₴]|\\b(?:${letters})`;
  const after = `[$¥￥€£₽₴元块円]|(?:${WORDS.join('|')}|${letters})\\b`;
  return new RegExp(`(?:(${before})\\s*(${NUMBER}))(?![\\d.,]*\\d)|(?<![\\d.,])(${NUMBER})\\s*(${after})`, 'giu');
}

function meant(mark: string, currencies: readonly string[]): string {
  const means = MEANS[mark.toLowerCase()] ?? [mark.toUpperCase()];
  const own = currencies[0] ?? '';
  return means.includes(own) ? own : (means.find((one) => currencies.includes(one)) ?? '');
}

/** What stands after a key: digits and at most one point, no more decimals than the currency has. */
export function typed(before: string, key: string, decimals: number): string {
  if (key === 'erase') return before.slice(0, -1);
  return cleaned(before + key, decimals);
}

/** The mark before the decimals, in the person's language. */
export function decimalPoint(language = document.documentElement.lang || 'en'): string {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

/** What somebody typed or pasted, as plain text with a point: the other language's mark is taken for the point too,
 * unless it parts thousands. The server reads fields in the same way (superapp/base/amounts.py). At a blank that parts no
 * thousands the amount ends: "12 50" is not 1250. */
export function fromField(text: string, decimals: number, point = decimalPoint()): string {
  const other = point === ',' ? '.' : ',';
  const digits = text.replace(/^.*?(?=[.,]?\d)/s, '');
  const parted = /^\d{1,3}(?:\s\d{3})+(?!\d)/.exec(digits)?.[0] ?? '';
  const [ended = ''] = digits.slice(parted.length).split(/\s/);
  const [whole = '', ...rest] = `${parted.replace(/\s/g, '')}${ended}`.split(point);
  const isGrouped = new RegExp(`^\\d{1,3}(?:\\${other}\\d{3})+$`).test(whole);
  const plain = [isGrouped ? whole.replaceAll(other, '') : whole, ...rest].join('.');
  return cleaned(plain.replaceAll(',', '.'), decimals);
}

/** The other way: as the person would type it. */
export function forField(plain: string, point = decimalPoint()): string {
  return plain.replace('.', point);
}

/** The longest beginning of a text that could become an amount. */
export function cleaned(text: string, decimals: number): string {
  const [whole = '', ...rest] = text.replace(/[^\d.]/g, '').split('.');
  const digits = whole.replace(/^0+(?=\d)/, '').slice(0, DIGITS_MAX);
  if (!rest.length || decimals === 0) return digits;
  return `${digits || '0'}.${rest.join('').slice(0, decimals)}`;
}

/** Whole minor units; 0 for what is no amount yet. */
export function minorOf(text: string, decimals: number): number {
  const [whole = '', part = ''] = text.split('.');
  return Number(`${whole || '0'}${part.padEnd(decimals, '0').slice(0, decimals)}`);
}

/** The other way: "12.50" for 1250 and two decimals. */
export function plain(minor: number, decimals: number): string {
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}
