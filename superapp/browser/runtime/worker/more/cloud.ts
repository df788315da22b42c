// wx.cloud without a cloud: everything is there, so that programs which build queries while they start do start; what
// would need the cloud fails as on the platform for a program that has not switched it on.

import type { Kit } from '../kit.ts';

const NOT_ENABLED = -601034;
const WORDS = 'cloud service is not enabled';
const CALLS = [
  'callFunction',
  'callContainer',
  'connectContainer',
  'uploadFile',
  'downloadFile',
  'getTempFileURL',
  'deleteFile',
];

export function cloud(kit: Kit): Record<string, unknown> {
  const failing = (name: string) =>
    kit.api(name, () => {
      throw { errCode: NOT_ENABLED, errMsg: `${name}:fail Error: errCode: ${NOT_ENABLED} | errMsg: ${WORDS}` };
    });
  const members = (): Record<string, unknown> => ({
    ...Object.fromEntries(CALLS.map((name) => [name, failing(`cloud.${name}`)])),
    database: () => database(failing),
    CloudID: function CloudID(this: unknown, cloudID: unknown) {
      return { cloudID };
    },
  });
  class Cloud {
    constructor() {
      Object.assign(this, members());
    }
    init(): Promise<void> {
      return Promise.resolve();
    }
  }
  return {
    cloud: {
      ...members(),
      init: () => undefined,
      Cloud,
      DYNAMIC_CURRENT_ENV: Symbol('current env'),
      extend: anything(),
    },
  };
}

type Failing = (name: string) => unknown;

function database(failing: Failing): object {
  return {
    collection: (name: unknown) => ({ collectionName: name, ...query(failing), doc, add: failing('collection.add') }),
    createCollection: failing('database.createCollection'),
    startTransaction: failing('database.startTransaction'),
    runTransaction: failing('database.runTransaction'),
    command: anything(),
    serverDate: (options?: { offset?: number }) => ({ $date: 'server', offset: options?.offset ?? 0 }),
    RegExp: function Pattern(this: unknown, given: unknown) {
      return { $regularExpression: given };
    },
    Geo: {
      Point: shape('Point'),
      LineString: shape('LineString'),
      Polygon: shape('Polygon'),
      MultiPoint: shape('MultiPoint'),
      MultiLineString: shape('MultiLineString'),
      MultiPolygon: shape('MultiPolygon'),
    },
  };

  function doc(id: unknown): object {
    return {
      _id: id,
      field: () => doc(id),
      ...Object.fromEntries(['get', 'set', 'update', 'remove'].map((name) => [name, failing(`document.${name}`)])),
      watch: watch,
    };
  }
}

/** where, orderBy, limit … each give the query again; get, count, update and remove are its ends. */
function query(failing: Failing): Record<string, unknown> {
  const made: Record<string, unknown> = { watch, aggregate: () => aggregate(failing) };
  for (const name of ['where', 'orderBy', 'limit', 'skip', 'field', 'options']) made[name] = () => query(failing);
  for (const name of ['get', 'count', 'update', 'remove']) made[name] = failing(`collection.${name}`);
  return made;
}

function aggregate(failing: Failing): object {
  const end = failing('collection.aggregate');
  const made: object = new Proxy(
    {},
    {
      get: (_target, key) => (typeof key !== 'string' || key === 'then' ? undefined : key === 'end' ? end : () => made),
    },
  );
  return made;
}

/** A listener that hears of its failure and nothing else. */
function watch(options?: { onError?: (error: unknown) => void }): object {
  const refused = { errCode: NOT_ENABLED, errMsg: `collection.watch:fail ${WORDS}` };
  Promise.resolve().then(() => options?.onError?.(refused));
  return { close: () => Promise.resolve() };
}

function shape(type: string) {
  return function Shape(this: unknown, ...coordinates: unknown[]) {
    return { type, coordinates };
  };
}

/** Takes every call and every name: `_.gt(1).and(_.lt(5))`, `_.aggregate.sum('$n')`. */
function anything(): object {
  const made: object = new Proxy(() => undefined, {
    get(_target, key) {
      if (key === Symbol.toPrimitive || key === 'toString') return () => '[cloud]';
      return typeof key !== 'string' || key === 'then' || key === 'toJSON' ? undefined : made;
    },
    apply: () => made,
    construct: () => made,
  });
  return made;
}
