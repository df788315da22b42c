// One compile, from a folder to a folder: what main.ts does once, and dev.ts again and again.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { GivenUp, type Report } from './diagnostics.ts';
import { type OutputLimits, writeBundle } from './output.ts';
import { compileProgram } from './program.ts';
import type { KnownScripts } from './scripts.ts';
import { openSources } from './sources.ts';
import { BadSyntax } from './tree.ts';
import { usesOf } from './uses.ts';

const USES_FILE = 'app.uses.json';

/** uses: also write app.uses.json. known: scripts of an earlier compile of the same program. */
export interface How {
  limits: OutputLimits;
  uses: boolean;
  known?: KnownScripts;
}

export async function compileFolder(
  source: string,
  output: string,
  { limits, uses, known }: How,
  report: Report,
): Promise<object> {
  const started = performance.now();
  try {
    const sources = openSources(source, report);
    const program = await compileProgram(sources, report, known);
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
