// Builds every browser bundle into superapp/static/build: the shell's islands and style sheet, its icons and fonts, the
// program runtime's host, worker and view. Names are stable; the server adds a content hash to each address (see
// superapp/web/assets.py). Entries that are listed here exist; nothing is discovered.
//   node build.ts [--sizes] [--maps] [--only=shell.js,app.css]
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { table as compatibility } from './compatibility/table.ts';
import { WORKER_OPTIONS } from './engine.ts';
import { makeSprite } from './icons.ts';
import { makeStickers } from './stickers.ts';

const here = import.meta.dirname;
const out = path.resolve(here, '../static/build');
// [bundle, entry, format]: classic scripts for the sandbox (a blob Worker imports them), modules for the shell.
const ENTRIES: [string, string, 'iife' | 'esm'][] = [
  ['shell.js', 'shell/main.ts', 'esm'],
  ['service-worker.js', 'shell/worker/main.ts', 'iife'],
  ['scan.js', 'runtime/host/scan/decode.ts', 'esm'],
  ['encryption.js', 'shell/encryption/main.ts', 'esm'],
  ['chart.js', 'shell/chart/main.ts', 'esm'],
  ['sheets.js', 'shell/sheets/main.ts', 'esm'],
  ['wallet.js', 'shell/wallet/main.ts', 'esm'],
  ['app.css', '../static/app.css', 'esm'],
  ['dev.js', 'dev/main.ts', 'esm'],
  ['view.js', 'runtime/view/main.ts', 'iife'],
  ['worker.js', 'runtime/worker/main.ts', 'iife'],
  ['more.js', 'runtime/worker/more/main.ts', 'iife'],
];
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');

mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, 'icons.svg'), makeSprite(path.join(here, 'node_modules')));
writeFileSync(path.join(out, 'stickers.svg'), makeStickers());
writeFileSync(path.join(out, 'compatibility.json'), JSON.stringify(compatibility));
writeFileSync(path.join(out, 'logo.svg'), readFileSync(path.join(here, 'shell/logo.svg')));
// The library behind encryption.js, which asks for it by its own address. Compressed once here, not at every request.
const library = path.join(here, 'node_modules/@matrix-org/matrix-sdk-crypto-wasm/pkg/matrix_sdk_crypto_wasm_bg.wasm');
copyFileSync(library, path.join(out, 'encryption.wasm'));
writeFileSync(path.join(out, 'encryption.wasm.gz'), gzipSync(readFileSync(library), { level: 9 }));
for (const [name, entry, format] of ENTRIES.filter(([name]) => !only || only.includes(name))) {
  const outfile = path.join(out, name);
  const { metafile } = await esbuild.build({
    metafile: true,
    entryPoints: [path.join(here, entry)],
    outfile,
    bundle: true,
    minify: true,
    format,
    target: 'es2022',
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
    legalComments: 'none',
    sourcemap: process.argv.includes('--maps') ? 'linked' : false,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    ...(name === 'worker.js' ? WORKER_OPTIONS : {}),
  });
  // Its state lives in worker.js: a second copy here would have no port to the host.
  if (name === 'more.js' && metafile && 'runtime/worker/bridge.ts' in metafile.inputs)
    throw new Error('more.js holds the bridge');
  // The same of the shell's, which also defines elements that may be defined once.
  if (name === 'sheets.js' && metafile && 'shell/store.ts' in metafile.inputs)
    throw new Error("sheets.js holds the shell's state");
  if (process.argv.includes('--sizes')) {
    const bytes = readFileSync(outfile);
    console.log(
      `${name} ${(bytes.length / 1024).toFixed(1)} KB, gzip ${(gzipSync(bytes, { level: 9 }).length / 1024).toFixed(1)} KB`,
    );
  }
}
// A part is not the whole: the stamp tells make that everything is up to date.
if (!only) writeFileSync(path.join(out, 'built.txt'), `${new Date().toISOString()}\n`);
