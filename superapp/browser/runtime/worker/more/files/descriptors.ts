// open, read, write, close: files by their descriptors. See operations.ts.

import type { Kit, Options } from '../../kit.ts';
import { Disk } from './disk.ts';
import { encodingOf, toBytes } from './encodings.ts';
import { type Operation, resized, statsOf } from './operations.ts';

const FLAGS = /^(a|ax|a\+|ax\+|as|as\+|r|r\+|w|wx|w\+|wx\+)$/;
type Open = { path: string; reads: boolean; writes: boolean; appends: boolean; at: number };

export function descriptors(kit: Kit, disk: Disk): { [name: string]: Operation } {
  const open = new Map<string, Open>();
  let last = 0;
  const fail = (reason: string, errno?: number): never => {
    throw kit.failure(reason, errno);
  };
  const known = (options: Options): Open => open.get(String(options['fd'])) ?? fail('bad file descriptor', 1300009);
  const bytesOf = (path: string) => disk.find(path)?.bytes ?? fail(`no such file or directory, open ${path}`, 1300002);

  return {
    open(options) {
      const path = Disk.plain(options['filePath']);
      const flag = String(options['flag'] ?? 'r');
      if (!FLAGS.test(flag)) fail(`invalid flag "${flag}"`, 1300022);
      const found = disk.find(path);
      if (found && found.bytes === null) fail(`illegal operation on a directory, open ${path}`, 1300021);
      if (found && flag.includes('x')) fail(`file already exists, open ${path}`, 1300201);
      if (!found && flag.startsWith('r')) fail(`no such file or directory, open ${path}`, 1300002);
      if (!flag.startsWith('r') || flag.includes('+')) {
        if (!disk.isWritable(path)) fail(`permission denied, open ${path}`, 1300013);
        const folder = disk.find(path.slice(0, path.lastIndexOf('/')));
        if (!folder) fail(`no such file or directory, open ${path}`, 1300002);
        if (folder?.bytes) fail(`not a directory, open ${path}`, 1300020);
        if (!found || flag.startsWith('w')) disk.write(path, new Uint8Array(0));
      }
      const fd = String(++last + 2);
      const both = flag.includes('+');
      const state = { reads: both || flag === 'r', writes: both || flag !== 'r', appends: flag.startsWith('a') };
      open.set(fd, { path, at: 0, ...state });
      return { fd };
    },
    close(options) {
      known(options);
      open.delete(String(options['fd']));
    },
    fstat: (options) => ({ stats: statsOf(disk.find(known(options).path) ?? fail('bad file descriptor', 1300009)) }),
    ftruncate(options) {
      const { path } = known(options);
      disk.write(path, resized(bytesOf(path), Math.max(0, Number(options['length'] ?? 0))));
    },
    read(options) {
      const file = known(options);
      if (!file.reads) fail('bad file descriptor', 1300009);
      const { arrayBuffer } = options;
      if (!(arrayBuffer instanceof ArrayBuffer))
        return fail('parameter error: parameter.arrayBuffer should be ArrayBuffer');
      const offset = Number(options['offset'] ?? 0);
      const length = Number(options['length'] ?? arrayBuffer.byteLength - offset);
      if (offset < 0 || length < 0 || offset + length > arrayBuffer.byteLength)
        fail('the value of "length" is out of range');
      const { position } = options;
      const from = typeof position === 'number' ? position : file.at;
      const part = bytesOf(file.path).subarray(from, from + length);
      new Uint8Array(arrayBuffer).set(part, offset);
      if (typeof position !== 'number') file.at += part.length;
      return { bytesRead: part.length, arrayBuffer };
    },
    write(options) {
      const file = known(options);
      if (!file.writes) fail('bad file descriptor', 1300009);
      const given = toBytes(options['data'], encodingOf(options['encoding'] ?? 'utf8') ?? 'utf8');
      const binary = typeof options['data'] !== 'string';
      const offset = binary ? Number(options['offset'] ?? 0) : 0;
      const part = binary ? given.subarray(offset, offset + Number(options['length'] ?? given.length - offset)) : given;
      const before = bytesOf(file.path);
      const { position } = options;
      const at = file.appends ? before.length : typeof position === 'number' ? position : file.at;
      const whole = resized(before, Math.max(before.length, at + part.length));
      whole.set(part, at);
      disk.write(file.path, whole);
      if (typeof position !== 'number') file.at = at + part.length;
      return { bytesWritten: part.length };
    },
  };
}
