// Amounts that people type: in the composer ("$12.50", "12.5 元", "¥8") and on the pad of the money sheet. Whole minor
// units inside, never a float: money_sheet.ts and money_bar.ts lean on it.

const MARKED =
  /(?:[$¥￥€]\s*(\d{1,9}(?:\.\d{1,2})?))(?![\d.])|(?<![\d.])(\d{1,9}(?:\.\d{1,2})?)\s*(?:元|块|¥|￥|\$|€|(?:rmb|cny|usd|eur|yuan|dollars?|euros?)\b)/giu;
const DIGITS_MAX = 9;

/** The last amount with a currency in the text, as plain decimal text; empty when there is none. */
export function amountIn(text: string): string {
  const found = [...text.matchAll(MARKED)].at(-1);
  return found?.[1] ?? found?.[2] ?? '';
}

/** What stands after a key: digits and at most one point, no more decimals than the currency has. */
export function typed(before: string, key: string, decimals: number): string {
  if (key === 'erase') return before.slice(0, -1);
  return cleaned(before + key, decimals);
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
