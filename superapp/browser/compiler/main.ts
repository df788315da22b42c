// The compile process: `node main.ts <source folder> <output folder> [output bytes] [package bytes] [--uses]`. Prints one
// line of JSON:
//   {"ok": true, "diagnostics": [...], "files": [[name, bytes], ...], "ms": {...}}
//   {"ok": false, "diagnostics": [...]}
// and exits with 0 or 1. superapp/compiler/compile.py runs it under its limits and reads the line.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { GivenUp, Report } from './diagnostics.ts';
import { type OutputLimits, writeBundle } from './output.ts';
import { compileProgram } from './program.ts';
import { openSources } from './sources.ts';
import { BadSyntax } from './tree.ts';
import { usesOf } from './uses.ts';

const USES_FILE = 'app.uses.json';
const OUTPUT_BYTES_DEFAULT = 64 * 1024 * 1024;
const PACKAGE_BYTES_DEFAULT = 2 * 1024 * 1024;

async function compile(
  source: string,
  output: string,
  limits: OutputLimits,
  uses: boolean,
  report: Report,
): Promise<object> {
  const started = performance.now();
  try {
    const sources = openSources(source, report);
    const program = await compileProgram(sources, report);
    // Also of a program that is refused: who mends it wants to see all.
    if (uses) writeFileSync(path.join(output, USES_FILE), JSON.stringify(usesOf(program, sources, report)));
    if (report.refused) return { ok: false };
    const compiled = performance.now();
    const { files } = writeBundle(program, sources, output, limits, report);
    const ms = { compile: Math.round(compiled - started), write: Math.round(performance.now() - compiled) };
    return { ok: true, files, ms };
  } catch (error) {
    if (error instanceof GivenUp) return { ok: false };
    if (!(error instanceof RangeError || error instanceof BadSyntax)) throw error;
    report.error('too_deep', { file: '' }, 'something in the program nests too deeply to be read');
    return { ok: false };
  }
}

const uses = process.argv.includes('--uses');
const [source, output, bundleMax, packageMax] = process.argv.slice(2).filter((one) => one !== '--uses');
if (source === undefined || output === undefined) {
  console.error('use: main.ts <source folder> <output folder> [output bytes] [package bytes]');
  process.exit(2);
}
const report = new Report();
const limits = {
  bundle: Number(bundleMax ?? OUTPUT_BYTES_DEFAULT),
  package: Number(packageMax ?? PACKAGE_BYTES_DEFAULT),
};
const result = await compile(source, output, limits, uses, report);
process.stdout.write(`${JSON.stringify({ ...result, diagnostics: report.sorted() })}\n`);
process.exitCode = report.refused ? 1 : 0;
await esbuild.stop();
