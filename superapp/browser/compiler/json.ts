// JSON as the platform's tools take it: comments and commas before a closing bracket are passed over, with a warning.
// Everything else is plain JSON.parse, so a "__proto__" key stays an ordinary key.
import { type Place, placeOf, type Report, type Severity } from './diagnostics.ts';

/** The value, or null after a report when the text cannot be read even so. */
export function parseLoose(text: string, file: string, report: Report, severity: Severity = 'error'): unknown {
  const clean = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(clean);
  } catch {
    // The second reading below says what is wrong, if anything still is.
  }
  const { text: plain, first } = blankExtras(clean);
  try {
    const value: unknown = JSON.parse(plain);
    const place: Place = { file, ...placeOf(clean, first) };
    report.warn('json_not_strict', place, 'comments and trailing commas are not JSON; they are passed over');
    return value;
  } catch (error) {
    const { position, reason } = explain(error, plain);
    const place: Place = { file, ...placeOf(clean, position) };
    const message = `not JSON: ${reason}`;
    if (severity === 'error') report.error('json_invalid', place, message);
    else report.warn('json_invalid', place, message);
    return null;
  }
}

function explain(error: unknown, text: string): { position: number; reason: string } {
  const message = error instanceof Error ? error.message : String(error);
  const at = /at position (\d+)/.exec(message);
  const reason = message.replace(/,? (?:\.\.\.)?".*" is not valid JSON$/s, '').replace(/ in JSON at position .*$/s, '');
  return { position: at ? Number(at[1]) : text.length, reason: reason || 'cannot be read' };
}

/** Comments and trailing commas become spaces, so every position stays where it was. */
function blankExtras(text: string): { text: string; first: number } {
  const out = text.split('');
  let first = -1;
  let comma = -1;
  const blank = (from: number, to: number) => {
    if (first < 0) first = from;
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' ';
  };
  for (let i = 0; i < text.length; ) {
    const char = text[i] ?? '';
    if (char === '"') {
      i = stringEnd(text, i);
      comma = -1;
    } else if (text.startsWith('//', i) || text.startsWith('/*', i)) {
      const mark = text[i + 1] === '/' ? '\n' : '*/';
      const found = text.indexOf(mark, i + 2);
      const end = found < 0 ? text.length : found + (mark === '\n' ? 0 : 2);
      blank(i, end);
      i = end;
    } else {
      if (char === ',') comma = i;
      else if ((char === '}' || char === ']') && comma >= 0) blank(comma, comma + 1);
      if (char !== ',' && char.trim() !== '') comma = -1;
      i += 1;
    }
  }
  return { text: out.join(''), first: Math.max(first, 0) };
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"' || text[i] === '\n') return i + 1;
  }
  return text.length;
}
