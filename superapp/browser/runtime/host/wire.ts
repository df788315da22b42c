// The host's own calls to its server: open a program, call an api of a session, close it. Nothing of the sandbox passes
// here unchecked; the server checks everything once more.

import { t } from '../../say.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import { KEEPALIVE_CHARS_MAX } from '../protocol/limits.ts';
import type { Refusal } from '../protocol/messages.ts';
import { needsMore } from '../protocol/more.ts';
import { type Called, type OpenedProgram, type OpenRequest, SESSION_HEADER } from '../protocol/server.ts';

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

export class OpenFailed extends Error {
  readonly status: number;
  readonly code: string;
  constructor(message: string, status: number, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export async function openProgram(appid: string, path: string): Promise<OpenedProgram> {
  const body: OpenRequest = { appid, path };
  const answer = await fetch('/bridge/sessions', {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(body),
    credentials: 'same-origin',
  });
  const given: unknown = await answer.json().catch(() => null);
  if (answer.ok && isObject(given)) return given as unknown as OpenedProgram;
  const problem = isObject(given) && isObject(given['error']) ? given['error'] : {};
  const why = String(problem['message'] ?? t('The program could not be opened.'));
  throw new OpenFailed(why, answer.status, String(problem['code'] ?? ''));
}

export async function codeOf(opened: OpenedProgram): Promise<string[]> {
  const { meta, view, logic } = opened.files;
  const more = needsMore(opened.config) ? [opened.runtime.more] : [];
  return Promise.all([opened.runtime.worker, ...more, meta, view, logic].map(text));
}

async function text(address: string): Promise<string> {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) throw new OpenFailed(t('A part of the program did not load.'), answer.status);
  return answer.text();
}

/** One call of a session. Resolves with its result; throws the server's refusal. outlives: the page, if it is small. */
export async function callServer(
  session: string,
  api: string,
  arg: JsonObject,
  signal?: AbortSignal,
  outlives = false,
): Promise<JsonObject> {
  let called: unknown;
  const body = JSON.stringify({ arg });
  try {
    const answer = await fetch(`/bridge/call/${encodeURIComponent(api)}`, {
      method: 'POST',
      headers: { ...JSON_TYPE, [SESSION_HEADER]: session },
      body,
      credentials: 'same-origin',
      keepalive: outlives && body.length <= KEEPALIVE_CHARS_MAX,
      signal: signal ?? null,
    });
    called = await answer.json();
  } catch {
    throw {
      errno: 5,
      errMsg: `${api}:fail ${signal?.aborted ? 'abort' : 'network is not reachable'}`,
    } satisfies Refusal;
  }
  const answer = called as Called;
  if (isObject(called) && 'ok' in answer) return answer.ok as JsonObject;
  if (isObject(called) && 'refused' in answer) throw answer.refused;
  throw { errno: 5, errMsg: `${api}:fail system error` } satisfies Refusal;
}

/**
 * A request whose answer is told while it comes: `heard` gets {head} and then {piece}, a base64 text. Resolves at its end;
 * throws the server's refusal.
 */
export async function streamServer(
  session: string,
  arg: JsonObject,
  signal: AbortSignal,
  heard: (part: JsonObject) => void,
): Promise<JsonObject> {
  const gone: Refusal = { errno: 5, errMsg: 'request:fail network is not reachable' };
  try {
    const answer = await fetch('/bridge/stream/request', {
      method: 'POST',
      headers: { ...JSON_TYPE, accept: 'application/x-ndjson', [SESSION_HEADER]: session },
      body: JSON.stringify({ arg }),
      credentials: 'same-origin',
      signal,
    });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const part: unknown = JSON.parse(line);
        if (!isObject(part)) continue;
        if (isObject(part['refused'])) throw part['refused'];
        if (isObject(part['ok'])) return {};
        heard(part as JsonObject);
      }
    }
  } catch (error) {
    if (signal.aborted) throw { ...gone, errMsg: 'request:fail abort' } satisfies Refusal;
    throw isObject(error) && 'errno' in error ? error : gone;
  }
  throw gone;
}

export function closeProgram(session: string): void {
  void fetch('/bridge/sessions/close', {
    method: 'POST',
    headers: { ...JSON_TYPE, [SESSION_HEADER]: session },
    body: '{}',
    credentials: 'same-origin',
    keepalive: true,
  }).catch(() => undefined);
}
