// The compile process of `superapp dev`: it stays, so that a change is compiled without the start of a process, and it
// keeps the scripts that did not change. One program, the developer's own; uploads get a process each (main.ts).
//   node dev.ts <source folder>      then one output folder a line on standard input; one line of JSON for each, as
//                                    main.ts prints it, on standard output
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { compileFolder } from './compile.ts';
import { Report } from './diagnostics.ts';
import type { KnownScripts } from './scripts.ts';

const LIMITS = { bundle: 256 * 1024 * 1024, package: 2 * 1024 * 1024 };
const [source = '.'] = process.argv.slice(2);
const known: KnownScripts = new Map();

for await (const output of createInterface({ input: process.stdin })) {
  const report = new Report();
  let result: object = { ok: false };
  try {
    mkdirSync(output, { recursive: true });
    result = await compileFolder(source, output, { limits: LIMITS, uses: false, known }, report);
  } catch (error) {
    // A file that goes while it is read comes again with the next change.
    report.error('compiler_failed', { file: '' }, error instanceof Error ? error.message : String(error));
  }
  process.stdout.write(`${JSON.stringify({ ...result, diagnostics: report.sorted() })}\n`);
  // After a trap nothing in the template compiler can be trusted: whoever asks next starts another process.
  if (report.list.some(({ code }) => code === 'template_too_complex')) break;
}
process.exit(0);
