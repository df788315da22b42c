// Requests go through the server, which knows the program's allowed domains. The worker has encoded the body already.

import { isObject, type JsonObject } from '../../protocol/json.ts';
import { REQUEST_TIMEOUT_MS } from '../../protocol/limits.ts';
import { read } from '../../protocol/validate.ts';
import { base64Of } from '../../worker/wx/bytes.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PATCH'];
const HEADERS_MAX = 64;
const FILE_BYTES_MAX = 5 * 1024 * 1024; // in base64 it must fit what the server takes of one call

export const request: Abilities = {
  request: ({ server, stream, notify, bytes }, arg) => {
    const method = read.text(arg, 'method', 10) || 'GET';
    if (!METHODS.includes(method)) refuse('request', 'parameter error: parameter.method is invalid');
    const sent: JsonObject = {
      url: read.text(arg, 'url', 8_000),
      method,
      header: headers(arg['header']),
      timeout: read.number(arg, 'timeout', REQUEST_TIMEOUT_MS, 1, REQUEST_TIMEOUT_MS),
      binary: read.flag(arg, 'binary'),
    };
    const [file] = bytes;
    if (file) {
      if (file.byteLength > FILE_BYTES_MAX) refuse('request', `file too large: at most ${FILE_BYTES_MAX >> 20} MB`);
      sent['body'] = base64Of(file);
      sent['body_is_base64'] = true;
    } else if (typeof arg['body'] === 'string') {
      sent['body'] = arg['body'];
      sent['body_is_base64'] = read.flag(arg, 'body_is_base64');
    }
    // The worker's own number for a request whose answer it wants in pieces.
    const number = read.number(arg, 'stream', 0, 0, Number.MAX_SAFE_INTEGER);
    return number > 0 ? stream(sent, (part) => notify('chunk', { ...part, stream: number })) : server('request', sent);
  },
};

export function headers(given: unknown): { [name: string]: string } {
  const out: { [name: string]: string } = {};
  if (!isObject(given)) return out;
  for (const [name, value] of Object.entries(given).slice(0, HEADERS_MAX)) {
    if (typeof value === 'string' && /^[\w-]{1,100}$/.test(name)) out[name] = value.slice(0, 8_000);
  }
  return out;
}
