// From a source map to the short table of lines that logic.js carries for a rewritten script, so that a stack trace
// can name the developer's line without a map file. Columns are not kept.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The steps that `sourceLine` of protocol/bundle.ts reads: one for each line of `code`. */
export function lineSteps(map: string, code: string): string {
  const { mappings } = JSON.parse(map) as { mappings: string };
  const sourceLines = linesOf(mappings);
  const count = code.split('\n').length;
  const steps: string[] = [];
  let before = 0;
  let current = 1;
  for (let i = 0; i < count; i++) {
    const [first, ...others] = sourceLines[i] ?? [];
    current = first?.line ?? current;
    const marks = others.map(({ column, line }) => `@${column}:${line - current}`).join('');
    steps.push(`${current - before}${marks}`);
    before = current;
  }
  return pack(steps);
}

/** For each generated line the source lines (from 1) in it, each from a column (from 0) on. */
function linesOf(mappings: string): { column: number; line: number }[][] {
  let source = 0;
  return mappings.split(';').map((group) => {
    const found: { column: number; line: number }[] = [];
    let column = 0;
    for (const segment of group === '' ? [] : group.split(',')) {
      const [columns = 0, , lines = 0] = numbers(segment);
      column += columns;
      source += lines;
      if (found.at(-1)?.line !== source + 1) found.push({ column, line: source + 1 });
    }
    return found;
  });
}

/** Base64 VLQ, as in the source map specification (ECMA-426). */
function numbers(segment: string): number[] {
  const out: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.indexOf(char);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    out.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return out;
}

function pack(steps: string[]): string {
  const out: string[] = [];
  for (let i = 0; i < steps.length; ) {
    let end = i + 1;
    while (end < steps.length && steps[end] === steps[i] && !steps[i]?.includes('@')) end += 1;
    const step = steps[i] ?? '0';
    out.push(end - i === 1 ? step : `${step}x${end - i}`);
    i = end;
  }
  return out.join(' ');
}
