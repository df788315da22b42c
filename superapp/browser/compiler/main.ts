// The compile process: `node main.ts <source folder> <output folder> [output bytes] [package bytes] [--uses]`. Prints one
// line of JSON:
//   {"ok": true, "diagnostics": [...], "files": [[name, bytes], ...], "ms": {...}}
//   {"ok": false, "diagnostics": [...]}
// and exits with 0 or 1. superapp/compiler/compile.py runs it under its limits and reads the line.
import * as esbuild from 'esbuild';
import { compileFolder } from './compile.ts';
import { Report } from './diagnostics.ts';

const OUTPUT_BYTES_DEFAULT = 64 * 1024 * 1024;
const PACKAGE_BYTES_DEFAULT = 2 * 1024 * 1024;

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
const result = await compileFolder(source, output, { limits, uses }, report);
process.stdout.write(`${JSON.stringify({ ...result, diagnostics: report.sorted() })}\n`);
process.exitCode = report.refused ? 1 : 0;
await esbuild.stop();
