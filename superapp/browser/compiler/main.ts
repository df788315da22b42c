// The compile process: `node main.ts <source folder> <output folder> [output bytes]`. Prints one line of JSON:
//   {"ok": true, "diagnostics": [...], "files": [[name, bytes], ...], "ms": {...}}
//   {"ok": false, "diagnostics": [...]}
// and exits with 0 or 1. superapp/compiler/compile.py runs it under its limits and reads the line.
import * as esbuild from 'esbuild';
import { GivenUp, Report } from './diagnostics.ts';
import { writeBundle } from './output.ts';
import { compileProgram } from './program.ts';
import { openSources } from './sources.ts';
import { BadSyntax } from './tree.ts';

const OUTPUT_BYTES_DEFAULT = 64 * 1024 * 1024;

async function compile(source: string, output: string, max: number, report: Report): Promise<object> {
  const started = performance.now();
  try {
    const sources = openSources(source, report);
    const program = await compileProgram(sources, report);
    if (report.refused) return { ok: false };
    const compiled = performance.now();
    const { files } = writeBundle(program, sources, output, max, report);
    const ms = { compile: Math.round(compiled - started), write: Math.round(performance.now() - compiled) };
    return { ok: true, files, ms };
  } catch (error) {
    if (error instanceof GivenUp) return { ok: false };
    if (!(error instanceof RangeError || error instanceof BadSyntax)) throw error;
    report.error('too_deep', { file: '' }, 'something in the program nests too deeply to be read');
    return { ok: false };
  }
}

const [source, output, max] = process.argv.slice(2);
if (source === undefined || output === undefined) {
  console.error('use: main.ts <source folder> <output folder> [output bytes]');
  process.exit(2);
}
const report = new Report();
const result = await compile(source, output, max === undefined ? OUTPUT_BYTES_DEFAULT : Number(max), report);
process.stdout.write(`${JSON.stringify({ ...result, diagnostics: report.sorted() })}\n`);
process.exitCode = report.refused ? 1 : 0;
await esbuild.stop();
