// How the worker's bundle takes glass-easel: from its sources, with the drawing backends we do not have and the developer
// checks left out and its private names shortened; a tenth smaller than the published file. Used by build.ts and by the
// browser tests, so that both run the same code.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const PACKAGES = path.join(import.meta.dirname, 'node_modules');
const SOURCES = path.join(PACKAGES, 'glass-easel/src');

/** Values of every `const enum` of the engine: {"MutLevel.Mut": "1"}. */
function constants(): Map<string, string> {
  const values = new Map<string, string>();
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(path.join(SOURCES, name), 'utf8');
    for (const [, owner, body = ''] of text.matchAll(/export const enum (\w+) \{([^}]*)\}/g)) {
      let next = 0;
      for (const [, member, given] of body.replace(/\/\/.*/g, '').matchAll(/(\w+)(?:\s*=\s*([^,\s]+))?/g)) {
        const value = given ?? String(next);
        next = Number(value) + 1;
        values.set(`${owner}.${member}`, value);
      }
    }
  }
  return values;
}

// The engine's modules need each other in a circle, so they must start in the order of the published file. Its compiler
// writes constants in place and forgets imports of types; what only imports those must not count as needing anything.
function lean(text: string, values: Map<string, string>): string {
  const enums = new Set([...values.keys()].map((key) => key.split('.')[0] ?? ''));
  return (
    text
      .replace(/^import \{([^}]*)\} from ('[^']+')$/gm, (_line, list: string, from: string) => {
        const kept = list.split(',').filter((one) => !enums.has(one.replace(/\btype\b| as .*/g, '').trim()));
        return kept.join('').trim() ? `import {${kept.join(',')}} from ${from}` : '';
      })
      .replace(/^export \{ TmplDevArgs \}/m, 'export type { TmplDevArgs }')
      .replace(/\b([A-Z]\w+)\.([A-Z]\w+)\b/g, (whole) => values.get(whole) ?? whole)
      .replace(/\bBM\.(DYNAMIC|SHADOW|DOMLIKE)\b/g, 'false')
      .replace(/\bBM\.COMPOSED\b/g, 'true')
      .replace(/\bENV\.DEV\b/g, 'false')
      // A private name looked up as text must be shortened as well.
      .replace(/'_\$\w+'/g, '/* @__KEY__ */ $&')
  );
}

const engine: Plugin = {
  name: 'lean-engine',
  setup(build) {
    const values = constants();
    build.onResolve({ filter: /^glass-easel(-miniprogram-adapter)?$/ }, (asked) => ({
      path: path.join(PACKAGES, asked.path, 'src/index.ts'),
    }));
    build.onLoad({ filter: /node_modules\/glass-easel[^/]*\/src\/.*\.ts$/ }, (asked) => ({
      contents: lean(readFileSync(asked.path, 'utf8'), values),
      loader: 'ts',
    }));
  },
};

export const WORKER_OPTIONS: BuildOptions = {
  plugins: [engine],
  // `_$` alone is read by our own code and by programs' libraries; what follows it is private to the engine.
  mangleProps: /^_\$./,
  // The engine declares fields without wanting them created.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
};
