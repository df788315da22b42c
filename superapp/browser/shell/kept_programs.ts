// Programs that this device opens without a network: what the server told when they were last opened, less the session and
// whatever else lets somebody in, beside the chats (kept.ts), so that it goes when the person goes; and the package's files,
// which are public and never change, in a cache of their own that the service worker answers from.
import { firstPageOf } from '../runtime/host/launch.ts';
import { frameDocument, type Opened } from '../runtime/host/without_network.ts';
import type { OpenedProgram } from '../runtime/protocol/server.ts';
import { answer, inTurn, isMine, type Stores } from './kept.ts';
import { chatState, subscribe, whenReady } from './store.ts';
import { PROGRAM_FILES } from './worker/names.ts';

type Row = { appid: string; opened: OpenedProgram; openedAt: number };

const PROGRAMS_MAX = 12;
const BYTES_MAX = 48_000_000; // files and storage of all of them
const WRITE_AFTER_MS = 300;
const CODE = /\.js$/;

const changed = new Map<string, OpenedProgram['storage']['keys']>();
let writing: ReturnType<typeof setTimeout> | undefined;

/** Called when a program has started: it can be opened here again. */
export async function keepProgram(opened: OpenedProgram): Promise<void> {
  const { appid, assets, keeping } = opened;
  if (!keeping?.files.length || !('caches' in globalThis)) return;
  try {
    await personIsKnown();
    const cache = await caches.open(PROGRAM_FILES);
    const wanted = keeping.files.map((path) => new URL(assets + path, location.href).href);
    const there = new Set((await cache.keys()).map(({ url }) => url));
    await cache.addAll(wanted.filter((url) => !there.has(url)));
    const kept: OpenedProgram = {
      ...opened,
      session: '',
      media: `${assets}~none/`,
      entry: firstPageOf(opened),
      query: '',
    };
    delete (kept as Opened).kept;
    const gone = await inTurn<string[] | null>(null, (stores) =>
      put(stores, { appid, opened: kept, openedAt: Date.now() }),
    );
    // Who keeps nothing of the person keeps no files either: they would tell what was opened here.
    if (!gone) return await dropFiles((url) => wanted.includes(url));
    await dropFiles(
      (url) =>
        gone.some((one) => url.includes(`/mp/${one}/`)) || (url.includes(`/mp/${appid}/`) && !wanted.includes(url)),
    );
  } catch {
    // No room on this device: then it opens with a network only.
  }
}

/** What a program has stored, so that it finds it again. */
export function keepStorage(appid: string, keys: OpenedProgram['storage']['keys']): void {
  changed.set(appid, keys);
  clearTimeout(writing);
  writing = setTimeout(() => {
    const news = [...changed];
    changed.clear();
    for (const [one, stored] of news) void inTurn(undefined, (stores) => putStorage(stores, one, stored));
  }, WRITE_AFTER_MS);
}

/** The program as it is kept, ready to start at a page with its query; null when it is not kept here. */
export async function keptProgram(appid: string, path: string): Promise<Opened | null> {
  const row = await inTurn<Row | null>(null, async (stores) =>
    (await isMine(stores)) ? ((await answer<Row | undefined>(stores.programs.get(appid))) ?? null) : null,
  );
  if (!row) return null;
  const { opened } = row;
  const [page = '', query = ''] = path.replace(/^\/+/, '').split(/\?(.*)/s);
  const at = opened.config.pages.includes(page) ? { entry: page, query } : {};
  const runtime = await runtimeHere();
  const view = await (await fetch(runtime.view)).text();
  const base = new URL(opened.assets, location.href).href;
  const document = await frameDocument(view, base);
  return { ...opened, ...at, runtime, kept: { document, pictures: await picturesOf(opened) } };
}

/** Those that can be opened without a network, the last one first. */
export function keptPrograms(): Promise<{ appid: string; name: string }[]> {
  return inTurn<{ appid: string; name: string }[]>([], async (stores) => {
    if (!(await isMine(stores))) return [];
    const rows = await answer<Row[]>(stores.programs.getAll());
    return rows.sort(byUse).map(({ appid, opened }) => ({ appid, name: opened.name }));
  });
}

/** Whether this page may hold a frame that is written here: only the kept page of programs may (web/install.py). */
export function mayFrameKept(): boolean {
  return document.querySelector('meta[name="runtime"]') !== null;
}

/** A page opened by its address may start its program before it knows whose device this is. */
async function personIsKnown(): Promise<void> {
  if (!chatState())
    await new Promise<void>((done) => {
      const stop = subscribe(() => {
        if (!chatState()) return;
        stop();
        done();
      });
    });
  await whenReady();
}

/** The runtime of the kept page: its policy names this view and no other. */
async function runtimeHere(): Promise<OpenedProgram['runtime']> {
  const named = document.querySelector<HTMLMetaElement>('meta[name="runtime"]')?.content ?? '';
  const [view = '', worker = '', more = ''] = named.split(' ');
  return { view, worker, more };
}

async function picturesOf({ assets, keeping }: OpenedProgram): Promise<{ [path: string]: Blob }> {
  const cache = await caches.open(PROGRAM_FILES);
  const paths = (keeping?.files ?? []).filter((path) => !CODE.test(path));
  const found = await Promise.all(paths.map(async (path) => [path, await cache.match(assets + path)] as const));
  const blobs = found.flatMap(([path, reply]) => (reply ? [reply.blob().then((blob) => [path, blob] as const)] : []));
  return Object.fromEntries(await Promise.all(blobs));
}

/** Returns the programs that had to go; null when this device keeps nothing. */
async function put(stores: Stores, row: Row): Promise<string[] | null> {
  if (!(await isMine(stores))) return null;
  const others = (await answer<Row[]>(stores.programs.getAll())).filter(({ appid }) => appid !== row.appid);
  let bytes = bytesOf(row);
  let room = PROGRAMS_MAX - 1;
  const gone: string[] = [];
  for (const one of others.sort(byWorth)) {
    bytes += bytesOf(one);
    if (room-- > 0 && bytes <= BYTES_MAX) continue;
    gone.push(one.appid);
    stores.programs.delete(one.appid);
  }
  stores.programs.put(row);
  return gone;
}

async function putStorage(stores: Stores, appid: string, keys: OpenedProgram['storage']['keys']): Promise<void> {
  if (!(await isMine(stores))) return;
  const row = await answer<Row | undefined>(stores.programs.get(appid));
  if (!row) return;
  const bytes = Object.values(keys).reduce((sum, text) => sum + text.length, 0);
  row.opened.storage = { ...row.opened.storage, keys, bytes };
  stores.programs.put(row);
}

async function dropFiles(isGone: (url: string) => boolean): Promise<void> {
  const cache = await caches.open(PROGRAM_FILES);
  for (const request of await cache.keys()) if (isGone(request.url)) await cache.delete(request);
}

function bytesOf({ opened }: Row): number {
  return (opened.keeping?.bytes ?? 0) + opened.storage.bytes;
}

function byUse(one: Row, other: Row): number {
  return other.openedAt - one.openedAt;
}

function byWorth(one: Row, other: Row): number {
  return Number(other.opened.keeping?.is_pinned) - Number(one.opened.keeping?.is_pinned) || byUse(one, other);
}
