// The functions of the platform that this host does not have. Each exists and fails as on a device without the feature.

import type { Kit, Options } from '../kit.ts';
import { ASYNC, LISTEN, OBJECTS, SYNC } from './names.ts';

const NOT_SUPPORTED = 'not supported';

export function absent(kit: Kit): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const failing = (name: string) =>
    kit.api(name, () => {
      throw kit.failure(NOT_SUPPORTED);
    });
  for (const name of ASYNC) members[name] = failing(name);
  for (const name of LISTEN) members[name] = () => undefined;
  for (const name of OBJECTS) members[name] = () => deadObject(kit, name);
  for (const name of SYNC) {
    members[name] = () => {
      throw new Error(`${name}:fail ${NOT_SUPPORTED}`);
    };
  }
  return members;
}

/** Listeners are taken and never called; everything else fails through the callbacks it is given. */
function deadObject(kit: Kit, name: string): object {
  return new Proxy(Object.create(null) as object, {
    get(_target, key) {
      if (typeof key !== 'string' || key === 'then') return undefined;
      if (/^(on|off)[A-Z]/.test(key)) return () => undefined;
      return (options?: Options) => {
        const refused = { errMsg: `${name}.${key}:fail ${NOT_SUPPORTED}` };
        if (typeof options === 'object' && options !== null) kit.tell(`${name}.${key}`, options, 'fail', refused);
        return undefined;
      };
    },
    set: () => true,
  });
}
