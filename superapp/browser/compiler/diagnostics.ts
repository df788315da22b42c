// What the compiler has to say about a program, and the way it gives up. Every step reports here; main.ts prints the
// list as one line of JSON that superapp/compiler/diagnostics.py reads strictly.

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  /** Path in the upload, '' for the program as a whole. */
  file: string;
  /** 1-based; 0 when the message is about the whole file. */
  line: number;
  /** 1-based; 0 when unknown. */
  column: number;
  severity: Severity;
  code: string;
  message: string;
}

export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** A program with a thousand faults is explained well enough by the first few hundred. */
const DIAGNOSTICS_MAX = 300;
const MESSAGE_CHARS_MAX = 500;

/** Thrown when nothing useful can follow; the reason is already in the report. */
export class GivenUp extends Error {}

export class Report {
  readonly list: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private errors = 0;

  error(code: string, place: Place, message: string): void {
    this.errors += 1;
    this.add('error', code, place, message);
  }

  warn(code: string, place: Place, message: string): void {
    this.add('warning', code, place, message);
  }

  /** Report an error and stop. */
  giveUp(code: string, place: Place, message: string): never {
    this.error(code, place, message);
    throw new GivenUp(code);
  }

  get refused(): boolean {
    return this.errors > 0;
  }

  /** By file and line, errors and warnings together, so that the list does not depend on the order of the work. */
  sorted(): Diagnostic[] {
    const by = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    return [...this.list].sort(
      (a, b) => by(a.file, b.file) || a.line - b.line || a.column - b.column || by(a.code, b.code),
    );
  }

  private add(severity: Severity, code: string, { file, line = 0, column = 0 }: Place, message: string): void {
    const short = message.slice(0, MESSAGE_CHARS_MAX);
    const key = `${severity}\0${code}\0${file}\0${line}\0${column}\0${short}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    // An error always finds room: it is the reason for a refusal.
    if (this.list.length >= DIAGNOSTICS_MAX) {
      const last = this.list.findLastIndex((one) => one.severity === 'warning');
      if (severity === 'warning' || last < 0) return;
      this.list.splice(last, 1);
    }
    this.list.push({ file, line, column, severity, code, message: short });
  }
}

/** Line and column (1-based) of a position in a text. */
export function placeOf(text: string, position: number): { line: number; column: number } {
  return placesIn(text)(position);
}

/** `placeOf` for many positions of one text: the ends of line are looked up once. */
export function placesIn(text: string): (position: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (position) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: position - (starts[low] ?? 0) + 1 };
  };
}
