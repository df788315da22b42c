// Stack traces in the developer's words: `logic.js:210:7` becomes `pages/home/home.js:12:7`. The scripts stand in one text
// behind our own, so a line counts from where logic.js begins; each module says on which line it starts.

import { sourceLine } from '../protocol/bundle.ts';

type Module = { id: string; line: number; lines: string | undefined };

const FRAME = /(?:blob:[^\s)]*|logic\.js):(\d+):(\d+)/g;

const modules: Module[] = [];
let linesBefore = 0;

export function startsAt(id: string, line: number, lines: string | undefined): void {
  modules.push({ id, line, lines });
}

/** before: lines of the worker's text that stand before logic.js. */
export function useLinesBefore(before: number): void {
  linesBefore = before;
  modules.sort((a, b) => a.line - b.line);
}

export function readable(stack: string): string {
  return stack.replace(FRAME, (whole, line: string, column: string) => placed(line, column) || whole);
}

/** The innermost place in the developer's own files, '' when there is none. */
export function ownPlace(stack: string): string {
  for (const [, line = '', column = ''] of stack.matchAll(FRAME)) {
    const place = placed(line, column);
    if (place !== '') return place;
  }
  return '';
}

/** A rewritten script keeps its lines, not its columns. */
function placed(line: string, column: string): string {
  const at = Number(line) - linesBefore;
  const module = modules.findLast((one) => one.line <= at);
  if (!module) return '';
  const own = `${module.id}:${sourceLine(module.line, module.lines, at, Number(column) - 1)}`;
  return module.lines === undefined ? `${own}:${column}` : own;
}
