// The platform's convention for asynchronous functions: {success, fail, complete} or, when none is given, a promise.
// Results carry errMsg "<api>:ok", refusals "<api>:fail <reason>".

import { isObject } from '../../protocol/json.ts';
import { callHost } from '../bridge.ts';
import { report } from '../console.ts';
import { soon } from '../natives.ts';

export type Options = Record<string, unknown>;
export type Api = (options?: unknown) => unknown;

/** A documented refusal; `reason` follows "<api>:fail ". */
export class Failure extends Error {
  readonly errno: number | undefined;
  constructor(reason: string, errno?: number) {
    super(reason);
    this.errno = errno;
  }
}

/** An asynchronous function named `name`. `run` returns what the result carries beside errMsg. */
export function api(name: string, run: (options: Options) => unknown): Api {
  return (given) => {
    const options = isObject(given) ? given : {};
    const outcome = attempt(name, run, options);
    const called = ['success', 'fail', 'complete'].some((key) => typeof options[key] === 'function');
    if (!called) return outcome;
    outcome.then(
      (result) => tell(name, options, 'success', result),
      (refused) => tell(name, options, 'fail', refused),
    );
    return undefined;
  };
}

/** A function the host answers; `pick` chooses what of the options travels. */
export function hostApi(name: string, pick: (options: Options) => Options = plain): Api {
  return api(name, (options) => callHost(name, pick(options)));
}

async function attempt(name: string, run: (options: Options) => unknown, options: Options): Promise<Options> {
  try {
    const result = await run(options);
    return { ...(isObject(result) ? result : {}), errMsg: `${name}:ok` };
  } catch (error) {
    throw refusal(name, error);
  }
}

export function refusal(name: string, error: unknown): Options {
  if (isObject(error) && typeof error['errMsg'] === 'string') {
    const { errMsg, errno, ...more } = error;
    const reason = errMsg.replace(/^[\w.]+:fail ?/, '');
    return { ...more, errMsg: `${name}:fail${reason ? ` ${reason}` : ''}`, ...(errno === undefined ? {} : { errno }) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const errno = error instanceof Failure && error.errno !== undefined ? { errno: error.errno } : {};
  return { errMsg: `${name}:fail ${reason}`, ...errno };
}

export function tell(name: string, options: Options, how: 'success' | 'fail', result: Options): void {
  for (const key of [how, 'complete']) {
    const callback = options[key];
    if (typeof callback !== 'function') continue;
    try {
      callback(result);
    } catch (error) {
      report(`wx.${name} ${key}`, error);
    }
  }
}

/** Without callbacks and functions: what may travel. */
export function plain(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'function'));
}

export function nextTurn(run: () => void): void {
  soon(run);
}
