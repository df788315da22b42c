// The service worker: keeps the shell's own files by their content hash, answers for pages when there is no network, gives
// the pages the files of programs they have kept (kept_programs.ts), and shows notifications (push.ts). It keeps nothing
// that belongs to a person. Served at /service-worker.js with `SHELL` in
// front (superapp/web/install.py); another build is another worker with a cache of its own.
import { PROGRAM_FILES } from './names.ts';
import { listenForPushes } from './push.ts';
import { SHELL, worker } from './scope.ts';

const KEPT = `shell-${SHELL.build}`;
// Of a bundle, whose address names its content; not the frame's document, nor what is fetched from elsewhere.
const PROGRAM_FILE = /^\/mp\/wx[0-9a-f]{16}\/[0-9a-f]{64}\/(?!frame\.html$|~)/;
const CHATS_WAIT_MS = 8_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (isShellFile(request, url)) event.respondWith(shellFile(request));
  else if (request.method === 'GET' && PROGRAM_FILE.test(url.pathname)) event.respondWith(programFile(request));
  else if (isPage(request)) event.respondWith(page(event, url));
});

listenForPushes();

async function keepShell(): Promise<void> {
  const cache = await caches.open(KEPT);
  const addresses = [...SHELL.files, ...Object.values(SHELL.pages)];
  await cache.addAll(addresses.map((address) => new Request(address, { cache: 'reload' })));
  await worker.skipWaiting();
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name !== KEPT && name !== PROGRAM_FILES) await caches.delete(name);
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** Only addresses that name their content: what they say can never be old. */
function isShellFile(request: Request, url: URL): boolean {
  if (request.method !== 'GET') return false;
  return SHELL.files.includes(url.pathname + url.search) || /^\/(static\/build\/fonts|words)\//.test(url.pathname);
}

async function shellFile(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fetched = await fetch(request);
  if (fetched.ok) await (await caches.open(KEPT)).put(request, fetched.clone());
  return fetched;
}

/** The pages decide what is kept; here it is only found. */
async function programFile(request: Request): Promise<Response> {
  const kept = await caches.match(request.url, { cacheName: PROGRAM_FILES });
  return kept ?? fetch(request);
}

/** A page of the top window, or one that the shell fetches to swap in. Frames of programs are none of our business. */
function isPage(request: Request): boolean {
  if (request.mode === 'navigate') return request.destination === 'document';
  return request.method === 'GET' && !request.destination && request.headers.get('accept') === 'text/html';
}

async function page(event: FetchEvent, url: URL): Promise<Response> {
  // In a tunnel a request may hang for minutes. Chats can be read meanwhile, and go on by themselves when it is over.
  const isPatient = event.request.method !== 'GET' || !/^\/(chats(\/cnv_[\w-]+)?)?$/.test(url.pathname);
  const tooLong = new Promise<never>((_, reject) => {
    if (!isPatient) setTimeout(() => reject(new Error('no answer')), CHATS_WAIT_MS);
  });
  try {
    return await Promise.race([fetched(event), tooLong]);
  } catch {
    return standIn(event.request.method === 'GET' ? url.pathname : '');
  }
}

async function fetched(event: FetchEvent): Promise<Response> {
  return (await (event.preloadResponse as Promise<Response | undefined>)) ?? fetch(event.request);
}

function standInOf(path: string): keyof typeof SHELL.pages {
  if (path === '/' || path === '/chats') return 'chats';
  if (/^\/chats\/cnv_[\w-]+$/.test(path)) return 'chat';
  if (path === '/programs') return 'programs';
  return /^\/p\/wx[0-9a-f]{16}$/.test(path) ? 'program' : 'page';
}

async function standIn(path: string): Promise<Response> {
  const name = standInOf(path);
  const kept = await caches.match(SHELL.pages[name]);
  // A response of its own, so that its address is the one that was asked for.
  return kept
    ? new Response(kept.body, { status: name === 'page' ? 503 : 200, headers: kept.headers })
    : Response.error();
}
