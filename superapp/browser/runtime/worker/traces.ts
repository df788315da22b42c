// Stack traces in the developer's words: `logic.js:210:7` becomes `pages/home/home.js:12:7`. The scripts stand in one text
// behind our own, so a line counts from where logic.js begins; each module says on which line it starts.

import { sourceLine } from '../protocol/bundle.ts';

type Module = { id: string; line: number; lines: string | undefined };

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
  return stack.replace(/(?:blob:[^\s)]*|logic\.js):(\d+):(\d+)/g, (whole, line: string, column: string) => {
    const at = Number(line) - linesBefore;
    const module = modules.findLast((one) => one.line <= at);
    return module ? `${module.id}:${sourceLine(module.line, module.lines, at)}:${column}` : whole;
  });
}
