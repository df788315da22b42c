// Stack traces in the developer's words: `logic.js:210:7` becomes `pages/home/home.js:12:7`. The main package's scripts
// stand in one text behind our own, so a line counts from where logic.js begins; those of a subpackage have a file of
// their own. Each module says on which line it starts.

import { sourceLine } from '../protocol/bundle.ts';

type Module = { id: string; line: number; lines: string | undefined };

const MAIN = 'logic.js';
const FRAME = /(?:blob:[^\s)]*|logic(\/[^():\n]+)?\.js):(\d+):(\d+)/g;

/** By file, in the order of their lines, as the compiler wrote them. */
const modules = new Map<string, Module[]>([[MAIN, []]]);
let reading = MAIN;
let linesBefore = 0;

/** file: whose modules say from now on where they start. */
export function readingFrom(file: string): void {
  reading = file;
  modules.set(file, []);
}

export function startsAt(id: string, line: number, lines: string | undefined): void {
  modules.get(reading)?.push({ id, line, lines });
}

/** before: lines of the worker's text that stand before logic.js. */
export function useLinesBefore(before: number): void {
  linesBefore = before;
}

export function readable(stack: string): string {
  return stack.replace(
    FRAME,
    (whole, folder: string | undefined, line: string, column: string) => placed(folder, line, column) || whole,
  );
}

/** The innermost place in the developer's own files, '' when there is none. */
export function ownPlace(stack: string): string {
  for (const [, folder, line = '', column = ''] of stack.matchAll(FRAME)) {
    const place = placed(folder, line, column);
    if (place !== '') return place;
  }
  return '';
}

/** A rewritten script keeps its lines, not its columns. */
function placed(folder: string | undefined, line: string, column: string): string {
  const at = Number(line) - (folder === undefined ? linesBefore : 0);
  const module = modules.get(folder === undefined ? MAIN : `logic${folder}.js`)?.findLast((one) => one.line <= at);
  if (!module) return '';
  const own = `${module.id}:${sourceLine(module.line, module.lines, at, Number(column) - 1)}`;
  return module.lines === undefined ? `${own}:${column}` : own;
}
