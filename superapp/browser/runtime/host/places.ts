// Where the host page finds a program's files when it shows or reads them itself. What it asks for it asks as the
// person, so a path that leads out of the program's own folders is no address at all. Used by program.ts.

import { addressOf, staysIn } from '../protocol/addresses.ts';
import type { OpenedProgram } from '../protocol/server.ts';

/** Of a picture or a sound, wherever it lies; '' for a path that leads out of the program's own files. */
export function assetAddress(path: string, { assets, media }: OpenedProgram): string {
  const address = addressOf(path, assets, media);
  return staysIn(address, [assets, media], location.href) ? address : '';
}

/** Of a file of the package and of nothing else; '' for a path that leads out of it. */
export function packageAddress(path: string, { assets }: OpenedProgram): string {
  const address = assets + path;
  return staysIn(address, [assets], location.href) ? address : '';
}
