// Errors over the program, with the developer's own lines: those of the compiler stay until they are mended, those of a
// running program can be put away. Everything is text; looks: static/dev.css.

import { make } from '../runtime/host/dom.ts';

/** lines: from line `first`; column from 1, 0 when not known. */
export type CodeFrame = { file: string; first: number; lines: string[]; line: number; column: number };
/** frames: the rest of a stack, innermost first. */
export type Problem = {
  file: string;
  line: number;
  column: number;
  message: string;
  frame: CodeFrame | null;
  frames?: string[];
};

const PROBLEMS_MAX = 8;

export class Overlay {
  readonly element = make('section', { class: 'dev-overlay', role: 'alert' });
  private readonly title = make('h2', {});
  private readonly list = make('ol', {});
  private readonly away = make('button', { class: 'button', type: 'button', click: () => this.clear() }, 'Put away');
  private lasting = false;

  constructor() {
    this.element.hidden = true;
    this.element.append(make('header', {}, this.title, this.away), this.list);
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.lasting) this.clear();
    });
  }

  show(problems: Problem[], title: string, canGo: boolean): void {
    this.lasting = !canGo;
    this.away.hidden = this.lasting;
    this.title.textContent = title;
    this.list.replaceChildren(...problems.slice(0, PROBLEMS_MAX).map(item));
    this.element.hidden = false;
    // The program's frame has the keys otherwise, and Escape would never arrive here.
    if (canGo) this.away.focus({ preventScroll: true });
  }

  /** One more of a running program; one that does not compile any more is mended first. */
  add(problem: Problem, title: string): void {
    if (this.element.hidden) this.show([problem], title, true);
    else if (!this.lasting && this.list.children.length < PROBLEMS_MAX) this.list.append(item(problem));
  }

  clear(): void {
    this.lasting = false;
    this.element.hidden = true;
    this.list.replaceChildren();
  }
}

function item({ file, line, column, message, frame, frames }: Problem): HTMLElement {
  const place = [file, line || '', column || ''].filter((part) => part !== '').join(':');
  const parts: HTMLElement[] = [make('p', {}, message)];
  if (place !== '') parts.unshift(make('h3', {}, place));
  if (frame) parts.push(code(frame));
  if (frames && frames.length > 0) parts.push(make('p', { class: 'dev-stack' }, frames.join('\n')));
  return make('li', {}, ...parts);
}

function code({ first, lines, line, column }: CodeFrame): HTMLElement {
  const width = String(first + lines.length - 1).length;
  const rows = lines.flatMap((text, index) => {
    const number = first + index;
    const here = number === line;
    const row = make('span', here ? { 'data-here': '' } : {}, `${String(number).padStart(width)}  ${text}\n`);
    if (!here || column === 0) return [row];
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return [row, make('span', { 'aria-hidden': 'true' }, `${' '.repeat(width)}  ${indent}^\n`)];
  });
  return make('pre', { tabindex: '0', 'aria-label': `Line ${line}` }, ...rows);
}
