// wx.request. The host and then the server send it to an allowed domain; any HTTP status is a success. The body is
// encoded here as the platform does (GET data goes into the address), the answer is decoded here.

import { isObject, type JsonObject } from '../../protocol/json.ts';
import { REQUEST_TIMEOUT_MS } from '../../protocol/limits.ts';
import { abortCall, callHost, onHost } from '../bridge.ts';
import { base64Of, bytesOf } from './bytes.ts';
import { type Options, refusal, tell } from './settle.ts';

type Head = { statusCode: unknown; header: unknown; cookies: unknown };
type HeaderListener = (result: Head) => void;
type ChunkListener = (result: { data: ArrayBuffer }) => void;

/** Requests with enableChunked that are under way, by their number: what to do with a part of the answer. */
const streams = new Map<number, (part: JsonObject) => void>();
let lastStream = 0;

export function request() {
  onHost('chunk', (part) => streams.get(Number(part['stream']))?.(part));
  return {
    request: (given: unknown) => start(isObject(given) ? given : {}),
  };
}

function start(options: Options) {
  const chunked = options['enableChunked'] === true;
  const number = chunked ? ++lastStream : 0;
  const call = callHost('request', { ...toSend(options), stream: number });
  let aborted = false;
  let heard: HeaderListener[] = [];
  let chunkHeard: ChunkListener[] = [];
  let head: JsonObject = {};
  const open = (reply: JsonObject): void => {
    head = reply;
    const { statusCode, header, cookies } = reply;
    for (const listener of heard) listener({ statusCode, header, cookies });
  };
  if (chunked) {
    streams.set(number, ({ head, piece }) => {
      if (isObject(head)) return open(head as JsonObject);
      const data = bytesOf(String(piece ?? ''));
      for (const listener of chunkHeard) listener({ data });
    });
  }
  const done = call.then(
    (reply) => {
      if (!chunked) open(reply);
      streams.delete(number);
      return received(options, head);
    },
    (error: unknown) => {
      streams.delete(number);
      throw aborted ? { errMsg: 'request:fail abort' } : refusal('request', error);
    },
  );
  const called = ['success', 'fail', 'complete'].some((key) => typeof options[key] === 'function');
  const task = {
    abort() {
      aborted = true;
      abortCall(call.id);
    },
    onHeadersReceived: (listener: HeaderListener) => void heard.push(listener),
    offHeadersReceived: () => {
      heard = [];
    },
    onChunkReceived: (listener: ChunkListener) => void chunkHeard.push(listener),
    offChunkReceived: () => {
      chunkHeard = [];
    },
  };
  if (called) {
    done.then(
      (result) => tell('request', options, 'success', result),
      (refused: Options) => tell('request', options, 'fail', refused),
    );
    return task;
  }
  // Without callbacks the result is a promise; libraries also call abort() on it.
  return Object.assign(done, task);
}

function toSend(options: Options): JsonObject {
  const method = String(options['method'] ?? 'GET').toUpperCase();
  const header: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(isObject(options['header']) ? options['header'] : {})) {
    if (value !== undefined && value !== null) header[name.toLowerCase()] = String(value);
  }
  const sent: JsonObject = {
    url: String(options['url'] ?? ''),
    method,
    header,
    timeout: Math.min(REQUEST_TIMEOUT_MS, Math.max(1, Number(options['timeout']) || REQUEST_TIMEOUT_MS)),
    binary: options['responseType'] === 'arraybuffer',
  };
  const { data } = options;
  if (data === undefined || data === null) return sent;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return { ...sent, body: base64Of(data), body_is_base64: true };
  }
  if (method === 'GET' || method === 'HEAD') return { ...sent, url: withQuery(String(sent['url']), data) };
  header['content-type'] ??= 'application/json';
  return { ...sent, body: bodyOf(data, header['content-type']) };
}

function bodyOf(data: unknown, type: string): string {
  if (typeof data === 'string') return data;
  return type.includes('x-www-form-urlencoded') ? queryText(data) : JSON.stringify(data);
}

function withQuery(url: string, data: unknown): string {
  const text = typeof data === 'string' ? data : queryText(data);
  return text === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

function queryText(data: unknown): string {
  if (!isObject(data)) return '';
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    )
    .join('&');
}

function received(options: Options, reply: JsonObject): Options {
  const text = String(reply['data'] ?? '');
  let data: unknown = text;
  if (options['responseType'] === 'arraybuffer')
    data = reply['is_base64'] ? bytesOf(text) : new TextEncoder().encode(text).buffer;
  else if (options['dataType'] === undefined || options['dataType'] === 'json') data = jsonOr(text);
  const { statusCode, header, cookies } = reply;
  return { statusCode, header: header ?? {}, cookies: cookies ?? [], data, errMsg: 'request:ok' };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
