// What a worker is told when it starts.

import { isObject } from '../protocol/json.ts';
import type { Enter, KeptFile, Launch, Surroundings } from '../protocol/messages.ts';
import type { OpenedProgram } from '../protocol/server.ts';
import { queryOf } from '../worker/pages/address.ts';

/** entry.path: with its query. */
export function launchOf(
  opened: OpenedProgram,
  entry: Enter,
  storage: Launch['storage'],
  files: KeptFile[],
  surroundings: Surroundings,
): Launch {
  const [path = '', query = ''] = entry.path.split(/\?(.*)/s);
  return {
    appid: opened.appid,
    version: String(opened.version),
    path,
    query: queryOf(query),
    scene: entry.scene,
    referrerInfo: entry.referrerInfo,
    capabilities: opened.capabilities,
    base: new URL(opened.assets, location.href).href,
    storage,
    surroundings,
    files,
    traced: opened.traced === true,
  };
}

/** It has a look of its own for the dark, and says so. */
export function knowsDark({ config }: OpenedProgram): boolean {
  return isObject(config['app']) && config['app']['darkmode'] === true;
}

export function firstPageOf({ config }: OpenedProgram): string {
  return String(config['entry'] ?? config.pages[0]);
}
