// wx.downloadFile and wx.uploadFile: requests whose bodies are files. They go the way of wx.request, through the host to a
// listed server, and count as it does.

import { isObject } from '../../protocol/json.ts';
import { REQUEST_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { Kit, Options } from '../kit.ts';
import { Disk } from './files/disk.ts';
import { put } from './temp_files.ts';

type Listener = (told: Options) => void;
type Answer = { statusCode: unknown; header: unknown; cookies: unknown; bytes: ArrayBuffer };

export function transfer(kit: Kit, disk: Disk) {
  const start = (name: string, options: Options, send: () => { id: number; answer: Promise<Options> }) => {
    const [progress, headers] = [new Set<Listener>(), new Set<Listener>()];
    let abort = (): void => undefined;
    const call = kit.api(name, async () => {
      const sent = send();
      abort = () => kit.abortCall(sent.id);
      const { total, sentBytes, ...result } = await sent.answer;
      for (const listener of headers) listener({ header: result['header'] });
      const bytes = Number(total ?? sentBytes ?? 0);
      const told =
        name === 'downloadFile'
          ? { progress: 100, totalBytesWritten: bytes, totalBytesExpectedToWrite: bytes }
          : { progress: 100, totalBytesSent: bytes, totalBytesExpectedToSend: bytes };
      for (const listener of progress) listener(told);
      return result;
    })(options);
    const task = {
      abort: () => abort(),
      onProgressUpdate: (listener: Listener) => void progress.add(listener),
      offProgressUpdate: (listener?: Listener) => (listener ? void progress.delete(listener) : progress.clear()),
      onHeadersReceived: (listener: Listener) => void headers.add(listener),
      offHeadersReceived: (listener?: Listener) => (listener ? void headers.delete(listener) : headers.clear()),
    };
    return call instanceof Promise ? Object.assign(call, task) : task;
  };

  const ask = (name: string, sent: Options, bytes: ArrayBuffer[]): { id: number; answer: Promise<Answer> } => {
    const { id, answer } = kit.exchange('request', sent, bytes);
    const read = answer.then(
      ({ ok }) => ({
        statusCode: ok['statusCode'],
        header: ok['header'] ?? {},
        cookies: ok['cookies'] ?? [],
        bytes: ok['is_base64']
          ? kit.bytesOf(String(ok['data']))
          : (new TextEncoder().encode(String(ok['data'])).buffer as ArrayBuffer),
      }),
      (error: unknown) => {
        throw kit.refusal(name, error);
      },
    );
    return { id, answer: read };
  };

  return {
    downloadFile(given: unknown) {
      const options = isObject(given) ? given : {};
      return start('downloadFile', options, () => {
        const { id, answer } = ask('downloadFile', requestOf(options, 'GET', {}), []);
        return {
          id,
          answer: answer.then(({ bytes, ...rest }) => {
            const wanted = options['filePath'];
            if (typeof wanted !== 'string' || wanted === '') {
              return { ...rest, tempFilePath: put(bytes, extensionOf(options, rest.header)), total: bytes.byteLength };
            }
            const filePath = Disk.plain(wanted);
            if (!disk.isWritable(filePath)) throw kit.failure(`permission denied, open ${filePath}`, 1300013);
            disk.write(filePath, new Uint8Array(bytes));
            return { ...rest, filePath, total: bytes.byteLength };
          }),
        };
      });
    },
    uploadFile(given: unknown) {
      const options = isObject(given) ? given : {};
      return start('uploadFile', options, () => {
        const path = Disk.plain(options['filePath']);
        const bytes = disk.find(path)?.bytes;
        if (!bytes) throw kit.failure('file doesn’t exist');
        const boundary = `----file${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
        const body = multipart(boundary, options, path, bytes);
        const header = { 'content-type': `multipart/form-data; boundary=${boundary}` };
        const { id, answer } = ask('uploadFile', { ...requestOf(options, 'POST', header), binary: true }, [
          body.buffer,
        ]);
        return {
          id,
          answer: answer.then(({ bytes: reply, ...rest }) => ({
            ...rest,
            data: new TextDecoder().decode(reply),
            sentBytes: bytes.length,
          })),
        };
      });
    },
  };
}

function requestOf(options: Options, method: string, own: { [name: string]: string }): Options {
  const header: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(isObject(options['header']) ? options['header'] : {})) {
    if (value !== undefined && value !== null) header[name.toLowerCase()] = String(value);
  }
  return {
    url: String(options['url'] ?? ''),
    method,
    header: { ...header, ...own },
    timeout: Math.min(REQUEST_TIMEOUT_MS, Math.max(1, Number(options['timeout']) || REQUEST_TIMEOUT_MS)),
    binary: true,
  };
}

function multipart(boundary: string, options: Options, path: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const quoted = (text: unknown) => String(text).replace(/["\r\n]/g, '_');
  const parts: (string | Uint8Array)[] = [];
  for (const [name, value] of Object.entries(isObject(options['formData']) ? options['formData'] : {})) {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}\r\n`);
  }
  const file = quoted(options['fileName'] ?? path.split('/').pop());
  const name = quoted(options['name'] ?? 'file');
  parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\n`);
  parts.push(
    `Content-Type: ${TYPES[file.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream'}\r\n\r\n`,
  );
  parts.push(bytes, `\r\n--${boundary}--\r\n`);
  const chunks = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part));
  const out = new Uint8Array(chunks.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of chunks) {
    out.set(one, at);
    at += one.length;
  }
  return out;
}

const TYPES: { [extension: string]: string } = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  pdf: 'application/pdf',
  json: 'application/json',
  txt: 'text/plain',
  zip: 'application/zip',
};

/** By the answer's type, then by the address. */
function extensionOf(options: Options, header: unknown): string {
  const list = isObject(header) ? header : {};
  const type = Object.entries(list).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const plain = String(type ?? '')
    .split(';')[0]
    ?.trim();
  const known = Object.entries(TYPES).find(([, one]) => one === plain)?.[0];
  return known ?? /\.(\w{1,8})(?:[?#]|$)/.exec(String(options['url'] ?? ''))?.[1] ?? 'unknown';
}
