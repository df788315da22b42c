// The functions of the platform that this host does not have. Each exists and fails as on a device without the feature;
// `wx.cloud` too, because programs look it up while they start.

import { ASYNC, LISTEN, OBJECTS, SYNC } from './names.ts';
import { api, Failure, type Options, tell } from './settle.ts';

const NOT_SUPPORTED = 'not supported';

export function absent(): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of ASYNC) members[name] = failing(name);
  for (const name of LISTEN) members[name] = () => undefined;
  for (const name of OBJECTS) members[name] = () => deadObject(name);
  for (const name of SYNC) {
    members[name] = () => {
      throw new Error(`${name}:fail ${NOT_SUPPORTED}`);
    };
  }
  members['cloud'] = cloud();
  members['worklet'] = deadObject('worklet');
  members['router'] = deadObject('router');
  return members;
}

function failing(name: string) {
  return api(name, () => {
    throw new Failure(NOT_SUPPORTED);
  });
}

/** Listeners are taken and never called; everything else fails through the callbacks it is given. */
function deadObject(name: string): object {
  return new Proxy(Object.create(null) as object, {
    get(_target, key) {
      if (typeof key !== 'string' || key === 'then') return undefined;
      if (/^(on|off)[A-Z]/.test(key)) return () => undefined;
      return (options?: Options) => {
        const refused = { errMsg: `${name}.${key}:fail ${NOT_SUPPORTED}` };
        if (typeof options === 'object' && options !== null) tell(`${name}.${key}`, options, 'fail', refused);
        return undefined;
      };
    },
    set: () => true,
  });
}

function cloud(): object {
  const names = ['callFunction', 'uploadFile', 'downloadFile', 'getTempFileURL', 'deleteFile', 'callContainer'];
  const members: Record<string, unknown> = { init: () => undefined, database: () => chain('database') };
  for (const name of names) members[name] = failing(`cloud.${name}`);
  return members;
}

/** db.collection('x').where(…).get() fails at its end, with a promise. */
function chain(name: string): object {
  const ends = new Set(['get', 'add', 'set', 'update', 'remove', 'count', 'end']);
  return new Proxy(() => undefined, {
    get(_target, key) {
      if (typeof key !== 'string' || key === 'then') return undefined;
      return ends.has(key) ? failing(`cloud.${name}.${key}`) : chain(name);
    },
    apply: () => chain(name),
  });
}
