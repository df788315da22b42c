// What a FileSystemManager does, each operation once: it takes its options and answers at once or throws. manager.ts makes
// the asynchronous and the Sync form of each. Failures have the platform's words and numbers.

import type { Kit, Options } from '../../kit.ts';
import { Disk, type Node, USER } from './disk.ts';
import { encodingOf, toBytes, toText } from './encodings.ts';

export type Operation = (options: Options) => unknown;
type Bytes = Uint8Array<ArrayBuffer>;

const TEXT_OF_NUMBER = { missing: 1300002, denied: 1300013, exists: 1300201, notFolder: 1300020, folder: 1300021 };

export function operations(kit: Kit, disk: Disk): { [name: string]: Operation } {
  const fail = (reason: string, errno?: number): never => {
    throw kit.failure(reason, errno);
  };
  const path = (options: Options, name = 'filePath'): string => {
    const given = options[name];
    if (typeof given !== 'string' || given === '') fail(`parameter error: parameter.${name} should be String`);
    return Disk.plain(given);
  };
  const node = (at: string, verb: string): Node =>
    disk.find(at) ?? fail(`no such file or directory, ${verb} ${at}`, TEXT_OF_NUMBER.missing);
  const file = (at: string, verb: string): Bytes =>
    node(at, verb).bytes ?? fail(`illegal operation on a directory, ${verb} ${at}`, TEXT_OF_NUMBER.folder);
  /** A path that may be written: below the program's own folder, in a folder that is there. */
  const room = (at: string, verb: string): string => {
    if (!disk.isWritable(at) || at === USER) fail(`permission denied, ${verb} ${at}`, TEXT_OF_NUMBER.denied);
    const parent = disk.find(at.slice(0, at.lastIndexOf('/')));
    if (!parent) fail(`no such file or directory, ${verb} ${at}`, TEXT_OF_NUMBER.missing);
    if (parent?.bytes) fail(`not a directory, ${verb} ${at}`, TEXT_OF_NUMBER.notFolder);
    return at;
  };
  const encoding = (options: Options, fallback: string): string => {
    if (options['encoding'] === undefined || options['encoding'] === null) return fallback;
    return encodingOf(options['encoding']) ?? fail(`invalid encoding "${String(options['encoding'])}"`);
  };
  const write = (at: string, bytes: Bytes, verb: string): void => {
    if (disk.find(at)?.bytes === null) fail(`illegal operation on a directory, ${verb} ${at}`, TEXT_OF_NUMBER.folder);
    disk.write(room(at, verb), bytes);
  };
  const data = (options: Options): Bytes => {
    try {
      return toBytes(options['data'], encoding(options, 'utf8'));
    } catch {
      return fail('base64 encode error', 1300203);
    }
  };

  return {
    access: (options) => void node(path(options, 'path'), 'access'),
    readFile(options) {
      const at = path(options);
      const bytes = file(at, 'open');
      const from = Number(options['position'] ?? 0) || 0;
      const length = options['length'] === undefined ? bytes.length - from : Number(options['length']);
      if (from < 0 || from > bytes.length || !(length >= 0) || from + length > bytes.length) {
        fail('the value of "position" or "length" is out of range', 1300022);
      }
      const part = bytes.slice(from, from + length);
      if (options['encoding'] === undefined || options['encoding'] === null) return { data: part.buffer };
      return { data: toText(part, encoding(options, 'utf8')) };
    },
    writeFile: (options) => write(path(options), data(options), 'open'),
    appendFile(options) {
      const at = path(options);
      const [before, more] = [file(at, 'open'), data(options)];
      const whole = new Uint8Array(before.length + more.length);
      whole.set(before);
      whole.set(more, before.length);
      write(at, whole, 'open');
    },
    copyFile(options) {
      const [from, to] = [path(options, 'srcPath'), path(options, 'destPath')];
      write(to, file(from, 'copyFile').slice(), 'copyFile');
    },
    rename(options) {
      const [from, to] = [path(options, 'oldPath'), path(options, 'newPath')];
      const moved = node(from, 'rename');
      if (!disk.isWritable(from)) fail(`permission denied, rename ${from} -> ${to}`, TEXT_OF_NUMBER.denied);
      if (from === USER) fail(`operation not permitted, rename ${from} -> ${to}`, 1300001);
      // A folder within itself would be without a parent.
      if (to.startsWith(`${from}/`)) fail(`invalid argument, rename ${from} -> ${to}`, 1300022);
      room(to, 'rename');
      if (from === to) return;
      const there = disk.find(to);
      if (there && !there.bytes && moved.bytes)
        fail(`illegal operation on a directory, rename ${from} -> ${to}`, 1300021);
      if (there?.bytes && !moved.bytes) fail(`not a directory, rename ${from} -> ${to}`, TEXT_OF_NUMBER.notFolder);
      if (disk.below(to).length > 0) fail(`directory not empty, rename ${from} -> ${to}`, 1300066);
      // Each leaves its old place first, so that a move needs no room.
      for (const one of [from, ...disk.below(from)]) {
        const { bytes } = node(one, 'rename');
        disk.remove(one);
        disk.write(to + one.slice(from.length), bytes);
      }
    },
    unlink(options) {
      const at = path(options);
      if (node(at, 'unlink').bytes === null) fail(`operation not permitted, unlink ${at}`, 1300001);
      if (!disk.isWritable(at)) fail(`permission denied, unlink ${at}`, TEXT_OF_NUMBER.denied);
      disk.remove(at);
    },
    truncate(options) {
      const at = path(options);
      write(at, resized(file(at, 'open'), Math.max(0, Number(options['length'] ?? 0))), 'open');
    },
    mkdir(options) {
      const at = path(options, 'dirPath');
      if (options['recursive'] === true && disk.isWritable(at)) {
        const parts = at === USER ? [] : at.slice(USER.length + 1).split('/');
        for (let many = 1; many <= parts.length; many++) {
          const folder = `${USER}/${parts.slice(0, many).join('/')}`;
          if (!disk.find(folder)) disk.write(room(folder, 'mkdir'), null);
        }
        return;
      }
      if (disk.find(at)) fail(`file already exists, mkdir ${at}`, TEXT_OF_NUMBER.exists);
      disk.write(room(at, 'mkdir'), null);
    },
    rmdir(options) {
      const at = path(options, 'dirPath');
      if (node(at, 'rmdir').bytes) fail(`not a directory, rmdir ${at}`, TEXT_OF_NUMBER.notFolder);
      if (at === USER || !disk.isWritable(at)) fail(`permission denied, rmdir ${at}`, TEXT_OF_NUMBER.denied);
      const below = disk.below(at);
      if (below.length > 0 && options['recursive'] !== true) fail(`directory not empty, rmdir ${at}`, 1300066);
      for (const one of [...below, at]) disk.remove(one);
    },
    readdir(options) {
      const at = path(options, 'dirPath');
      if (node(at, 'scandir').bytes) fail(`not a directory, scandir ${at}`, TEXT_OF_NUMBER.notFolder);
      return { files: disk.names(at) };
    },
    stat(options) {
      const at = path(options, 'path');
      const found = node(at, 'stat');
      if (options['recursive'] !== true || found.bytes) return { stats: statsOf(found) };
      const all = ['', ...disk.below(at).map((one) => one.slice(at.length))];
      return { stats: all.map((one) => ({ path: one || '/', stats: statsOf(node(at + one, 'stat')) })) };
    },
    getFileInfo: (options) => ({ size: file(path(options), 'stat').length }),
    saveFile(options) {
      const from = path(options, 'tempFilePath');
      const bytes = disk.find(from)?.bytes ?? fail('tempFilePath file not exist');
      const wanted = options['filePath'];
      const to =
        typeof wanted === 'string' && wanted ? Disk.plain(wanted) : disk.newStored(from.match(/\.\w+$/)?.[0] ?? '');
      if (wanted) write(to, bytes.slice(), 'open');
      else disk.write(to, bytes.slice());
      return { savedFilePath: to };
    },
    removeSavedFile(options) {
      const at = path(options);
      if (!disk.stored().some((one) => one.path === at))
        fail(`no such file or directory ${at}`, TEXT_OF_NUMBER.missing);
      disk.remove(at);
    },
    getSavedFileList: () => ({
      fileList: disk.stored().map(({ path: filePath, node: { bytes, modified_ms } }) => ({
        filePath,
        size: bytes?.length ?? 0,
        createTime: Math.floor(modified_ms / 1000),
      })),
    }),
  };
}

export function resized(bytes: Bytes, length: number): Bytes {
  const out = new Uint8Array(length);
  out.set(bytes.subarray(0, length));
  return out;
}

export function statsOf({ bytes, modified_ms }: Node): object {
  const seconds = Math.floor(modified_ms / 1000);
  return {
    mode: bytes ? 33206 : 16822,
    size: bytes?.length ?? 0,
    lastAccessedTime: seconds,
    lastModifiedTime: seconds,
    isDirectory: () => bytes === null,
    isFile: () => bytes !== null,
  };
}
