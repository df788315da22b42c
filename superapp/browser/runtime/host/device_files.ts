// The files that a program keeps: on this device, as on the platform, in the browser's database of the host's own origin.
// One program of one person sees its own alone (`owner` comes from the server). Used by program.ts and abilities/files.ts.

import { USER_FILES_BYTES_MAX, USER_FILES_MAX } from '../protocol/limits.ts';
import type { KeptFile } from '../protocol/messages.ts';

const [DATABASE, STORE] = ['program-files', 'files'];
const FILE_APIS = ['getFileSystemManager', 'saveFile', 'getSavedFileList', 'getSavedFileInfo', 'removeSavedFile'];
const PATH = /^wxfile:\/\/(usr|store_)[^\0]{0,1000}$/;

type Row = KeptFile & { owner: string };

/** Whether a program may ask for its files: then they must be there when it starts, because it may read them at once. */
export function needsFiles(facts: { [fact: string]: unknown }): boolean {
  const { apis, wholeWx } = facts;
  return wholeWx !== false || !Array.isArray(apis) || FILE_APIS.some((name) => apis.includes(name));
}

export class DeviceFiles {
  private readonly owner: string;
  private last: Promise<unknown> = Promise.resolve();

  constructor(owner: string) {
    this.owner = owner;
  }

  async all(): Promise<KeptFile[]> {
    const rows = await this.inOrder(() => this.rows());
    return rows.map(({ path, bytes, modified_ms }) => ({ path, bytes, modified_ms }));
  }

  /** Resolves with false when there is no room, or the path is none. */
  put(file: KeptFile): Promise<boolean> {
    return this.inOrder(() => this.putNow(file));
  }

  remove(path: string): Promise<void> {
    return this.inOrder(() => within('readwrite', (store) => store.delete([this.owner, path])));
  }

  private async putNow(file: KeptFile): Promise<boolean> {
    if (!PATH.test(file.path)) return false;
    const others = (await this.rows()).filter((one) => one.path !== file.path);
    const bytes = others.reduce((sum, one) => sum + size(one), size(file));
    if (bytes > USER_FILES_BYTES_MAX || others.length >= USER_FILES_MAX) return false;
    await within('readwrite', (store) => store.put({ ...file, owner: this.owner } satisfies Row));
    return true;
  }

  /** Changes take effect as they were made: a file that is written and then removed is gone. */
  private inOrder<T>(run: () => Promise<T>): Promise<T> {
    const next = this.last.then(run, run);
    this.last = next.catch(() => undefined);
    return next;
  }

  private rows(): Promise<Row[]> {
    return within('readonly', (store) => store.getAll(IDBKeyRange.bound([this.owner], [this.owner, []])));
  }
}

function size(file: KeptFile): number {
  return file.bytes?.byteLength ?? 0;
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: ['owner', 'path'] });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const asked = run((await database()).transaction(STORE, mode).objectStore(STORE));
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
