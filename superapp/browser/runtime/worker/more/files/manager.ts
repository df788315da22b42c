// wx.getFileSystemManager and the older functions of files beside it.

import type { Kit, Options } from '../../kit.ts';
import { descriptors } from './descriptors.ts';
import { Disk } from './disk.ts';
import { type Operation, operations } from './operations.ts';
import { unzipped } from './zip.ts';

// What the Sync forms take, in order. One that is not listed takes its options as an object.
const POSITIONAL: { [name: string]: string[] } = {
  access: ['path'],
  readFile: ['filePath', 'encoding', 'position', 'length'],
  writeFile: ['filePath', 'data', 'encoding'],
  appendFile: ['filePath', 'data', 'encoding'],
  copyFile: ['srcPath', 'destPath'],
  rename: ['oldPath', 'newPath'],
  unlink: ['filePath'],
  mkdir: ['dirPath', 'recursive'],
  rmdir: ['dirPath', 'recursive'],
  readdir: ['dirPath'],
  stat: ['path', 'recursive'],
  saveFile: ['tempFilePath', 'filePath'],
};
// The one thing that a Sync form answers with, of what the other form tells.
const ANSWERS: { [name: string]: string } = {
  readFile: 'data',
  readdir: 'files',
  stat: 'stats',
  saveFile: 'savedFilePath',
  open: 'fd',
  fstat: 'stats',
};
// What may be a file of the package. The Sync forms find it once another form has read it.
const READS: { [name: string]: string } = {
  readFile: 'filePath',
  access: 'path',
  stat: 'path',
  copyFile: 'srcPath',
  getFileInfo: 'filePath',
};
const OLDER = ['saveFile', 'getFileInfo', 'getSavedFileList', 'removeSavedFile'];

export function files(kit: Kit, disk: Disk) {
  const all: { [name: string]: Operation } = { ...operations(kit, disk), ...descriptors(kit, disk) };
  const manager: Record<string, unknown> = { unzip: kit.api('unzip', (options) => unzip(kit, disk, all, options)) };
  for (const [name, run] of Object.entries(all)) {
    const read = READS[name];
    manager[name] = kit.api(name, async (options) => {
      if (read) await disk.bring(options[read]);
      return run(options);
    });
    manager[`${name}Sync`] = (...given: unknown[]) => {
      try {
        const result = run(named(name, given)) as Options | undefined;
        const answer = ANSWERS[name];
        return answer ? result?.[answer] : result;
      } catch (error) {
        const { errMsg, errno } = kit.refusal(`${name}Sync`, error);
        throw Object.assign(new Error(String(errMsg)), { errMsg, errno });
      }
    };
  }
  for (const name of ['readCompressedFile', 'readZipEntry']) {
    manager[name] = kit.api(name, () => {
      throw kit.failure('not supported');
    });
  }
  const older = Object.fromEntries(OLDER.map((name) => [name, manager[name]]));
  const getSavedFileInfo = kit.api('getSavedFileInfo', (options) => {
    const found = disk.stored().find(({ path }) => path === Disk.plain(options['filePath']));
    if (!found) throw kit.failure('file not exist', 1300002);
    return { size: found.node.bytes?.length ?? 0, createTime: Math.floor(found.node.modified_ms / 1000) };
  });
  return { getFileSystemManager: () => manager, ...older, getSavedFileInfo };
}

function named(name: string, given: unknown[]): Options {
  const names = POSITIONAL[name];
  if (!names) return (given[0] ?? {}) as Options;
  return Object.fromEntries(names.map((one, at) => [one, given[at]]));
}

async function unzip(kit: Kit, disk: Disk, all: { [name: string]: Operation }, options: Options): Promise<void> {
  const archive = disk.find(Disk.plain(options['zipFilePath']))?.bytes;
  const target = Disk.plain(options['targetPath']);
  if (!archive) throw kit.failure(`no such file or directory, unzip ${String(options['zipFilePath'])}`, 1300002);
  for (const { path, bytes } of await unzipped(archive)) {
    const to = Disk.plain(`${target}/${path}`);
    if (!to.startsWith(`${target}/`)) throw kit.failure(`permission denied, open ${to}`, 1300013);
    all['mkdir']?.({ dirPath: to.slice(0, to.lastIndexOf('/')), recursive: true });
    all['writeFile']?.({ filePath: to, data: bytes });
  }
}
