// From a source map to the short table of lines that logic.js carries for a rewritten script, so that a stack trace
// can name the developer's line without a map file. Columns are not kept.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The steps that `sourceLine` of protocol/bundle.ts reads: one for each line of `code`. */
export function lineSteps(map: string, code: string): string {
  const { mappings } = JSON.parse(map) as { mappings: string };
  const sourceLines = linesOf(mappings);
  const count = code.split('\n').length;
  const steps: number[] = [];
  let before = 0;
  let current = 1;
  for (let i = 0; i < count; i++) {
    current = sourceLines[i] ?? current;
    steps.push(current - before);
    before = current;
  }
  return pack(steps);
}

/** For each generated line the source line (1-based) of its first mapping. */
function linesOf(mappings: string): (number | undefined)[] {
  let source = 0;
  return mappings.split(';').map((group) => {
    let first: number | undefined;
    for (const segment of group === '' ? [] : group.split(',')) {
      source += numbers(segment)[2] ?? 0;
      first ??= source + 1;
    }
    return first;
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

function pack(steps: number[]): string {
  const out: string[] = [];
  for (let i = 0; i < steps.length; ) {
    let end = i + 1;
    while (end < steps.length && steps[end] === steps[i]) end += 1;
    out.push(end - i === 1 ? String(steps[i]) : `${steps[i]}x${end - i}`);
    i = end;
  }
  return out.join(' ');
}
