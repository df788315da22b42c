// Pictures, files and voice notes on their way: shown at once, sent one after the other with their progress, tried again
// when the network is back. Their bytes are kept on the device (kept.ts) until they are sent or cancelled, so a reload
// goes on with them. Of several tabs one sends at a time; the others then find that it is done. The client id makes a
// repeat harmless: the server returns the first message.
import { t } from '../say.ts';
import { formToken, Refused, refusalOf, Unreachable } from './api.ts';
import { seal } from './encrypted.ts';
import { dropKeptUpload, keepUpload, keptUploads } from './kept.ts';
import { drawnAnew, sealFile } from './sealed_files.ts';
import { chatState, takeMessages, tell } from './store.ts';
import { fields, readMessage } from './validate.ts';

export type Upload = {
  clientId: string;
  conversationId: string;
  kind: 'picture' | 'file' | 'voice';
  isEncrypted?: boolean; // decided when it was chosen: such bytes never go to the server as they are
  file: File;
  replyTo?: number | null; // the number of the message it answers
  preview: string; // an object URL
  state: 'sending' | 'waiting' | 'refused';
  share: number; // of its bytes that are sent, 0 to 1
  reason: string;
  addedAt: number;
  isKept: Promise<boolean>;
};

// What the server draws anew itself (superapp/storage/pictures.py); every other picture is drawn anew here.
const READ_BY_SERVER = /^image\/(jpeg|png|webp|gif)$/;
const PICTURE_BYTES_MAX = 15 * 1024 * 1024;
// Some systems do not know the types of their own cameras' pictures. A drawing was not taken anywhere.
const PICTURE = /^image\/(?!svg)|\.(hei[cf]|avif|tiff?)$/i;
const FILE_BYTES_MAX = 25 * 1024 * 1024; // superapp/chat/attachments.py
const RETRY_MS = 3_000;
const ONE_TAB = 'uploads'; // the name of a lock

let uploads: Upload[] = [];
let running: { upload: Upload; request: XMLHttpRequest } | null = null;
let isBusy = false;
let timer: ReturnType<typeof setTimeout> | undefined;

export function uploadsIn(conversationId: string): Upload[] {
  if (!uploads.length) return uploads;
  const arrived = new Set((chatState()?.messages.get(conversationId) ?? []).map((message) => message.client_id));
  return uploads.filter((one) => one.conversationId === conversationId && !arrived.has(one.clientId));
}

/**
 * As what they were chosen; where nobody said (pasted, dropped), pictures as pictures and everything else as files. Only a
 * file goes as it is: a picture never becomes one by itself. What is too large is shown with the reason and not sent.
 */
export function sendFiles(
  conversationId: string,
  files: Iterable<File>,
  as?: 'picture' | 'file',
  replyTo: number | null = null,
): void {
  let answers = replyTo; // of several, the first
  for (const file of files) {
    const kind = as ?? (PICTURE.test(file.type || file.name) ? 'picture' : 'file');
    const isLarge = kind === 'file' && file.size > FILE_BYTES_MAX;
    const reason = isLarge ? t('A file may have 25 MB.') : file.size ? '' : t('This file is empty.');
    add(conversationId, kind, file, reason, answers);
    answers = null;
  }
  tell(null);
  void next();
}

/** file: a sound, named after its length in seconds (voice_recorder.ts). */
export function sendVoice(conversationId: string, file: File, replyTo: number | null): void {
  add(conversationId, 'voice', file, '', replyTo);
  tell(null);
  void next();
}

/** After a reload: what this device still has to send. */
export async function resumeUploads(): Promise<void> {
  for (const kept of await keptUploads()) {
    if (uploads.some((one) => one.clientId === kept.clientId)) continue;
    uploads.push(upload(kept as Omit<Upload, 'preview' | 'state' | 'share' | 'isKept'>, Promise.resolve(true)));
  }
  tell(null);
  void next();
}

function add(conversationId: string, kind: Upload['kind'], file: File, reason: string, replyTo: number | null): void {
  const isEncrypted = chatState()?.conversations.get(conversationId)?.kind === 'encrypted';
  const clientId = crypto.randomUUID();
  const facts = { clientId, conversationId, kind, isEncrypted, file, replyTo, reason, addedAt: Date.now() };
  uploads.push(upload(facts, reason ? Promise.resolve(false) : keepUpload(facts)));
}

function upload(facts: Omit<Upload, 'preview' | 'state' | 'share' | 'isKept'>, isKept: Promise<boolean>): Upload {
  return {
    ...facts,
    isKept,
    preview: facts.kind === 'picture' ? URL.createObjectURL(facts.file) : '',
    state: facts.reason ? 'refused' : 'sending',
    share: 0,
  };
}

function addressOf({ conversationId, clientId, kind, isEncrypted, file, replyTo }: Upload): string {
  const base = `/chats/${conversationId}`;
  const asked = `client_id=${clientId}${replyTo ? `&reply_to=${replyTo}` : ''}`;
  if (isEncrypted) return `${base}/sealed`;
  if (kind === 'picture') return `${base}/pictures?${asked}`;
  if (kind === 'voice') return `${base}/voices?${asked}&seconds=${encodeURIComponent(file.name)}`;
  return `${base}/files?${asked}&name=${encodeURIComponent(file.name)}`;
}

export function dropUpload(clientId: string): void {
  if (running?.upload.clientId === clientId) running.request.abort();
  forget(clientId);
}

async function next(): Promise<void> {
  clearTimeout(timer);
  const upload = uploads.find((one) => one.state !== 'refused');
  if (isBusy || !upload) return;
  isBusy = true;
  try {
    await navigator.locks.request(ONE_TAB, () => attempt(upload));
  } finally {
    isBusy = false;
  }
  if (upload.state === 'waiting' && uploads.includes(upload)) timer = setTimeout(next, RETRY_MS);
  else void next();
}

/** It may have been cancelled here, or sent or cancelled by another tab, while that one was busy. */
async function attempt(upload: Upload): Promise<void> {
  const isGone = (await upload.isKept) && !(await keptUploads()).some((one) => one.clientId === upload.clientId);
  if (isGone) forget(upload.clientId);
  if (!uploads.includes(upload)) return;
  upload.state = 'sending';
  tell(null);
  const body = await bodyOf(upload);
  if (!body || !uploads.includes(upload)) return;
  const request = new XMLHttpRequest(); // fetch does not tell how much of a body is sent
  running = { upload, request };
  request.upload.onprogress = ({ loaded, total }) => {
    upload.share = total ? loaded / total : 0;
    tell(null);
  };
  request.open('POST', addressOf(upload));
  if (body instanceof File) request.setRequestHeader('content-type', body.type || 'application/octet-stream');
  // A picture is no JSON, so it says from whose page it comes (superapp/security/csrf.py).
  request.setRequestHeader('x-csrf-token', formToken());
  request.setRequestHeader('accept', 'application/json');
  request.responseType = 'json';
  tell(null);
  await new Promise((ended) => {
    request.onloadend = ended;
    request.send(body);
  });
  running = null;
  if (uploads.includes(upload)) settle(upload, request);
}

/** Null when it cannot be sent now; then the upload says why. */
async function bodyOf(upload: Upload): Promise<File | FormData | null> {
  try {
    if (!upload.isEncrypted) {
      if (upload.kind === 'picture' && !isReadByServer(upload.file)) upload.file = (await drawnAnew(upload.file)).file;
      return upload.file;
    }
    const { sealed, facts } = await sealFile(upload.kind, upload.file);
    const content = await seal(
      upload.conversationId,
      { text: '', replyTo: upload.replyTo ?? null, file: facts },
      upload.clientId,
    );
    const form = new FormData();
    form.set('content', JSON.stringify(content));
    form.set('client_id', upload.clientId);
    form.set('sealed', sealed, 'sealed');
    return form;
  } catch (error) {
    if (error instanceof Unreachable) Object.assign(upload, { state: 'waiting', share: 0 });
    else refuse(upload, error instanceof Refused ? error : unreadable(upload));
    tell(null);
    return null;
  }
}

function isReadByServer({ type, size }: File): boolean {
  return READ_BY_SERVER.test(type) && size <= PICTURE_BYTES_MAX;
}

function unreadable({ kind }: Upload): Refused {
  if (kind !== 'picture') return new Refused(0, 'unreadable', t('This file cannot be read'), '');
  const next = t('You can send it as a file. A file keeps all its data, such as where a picture was taken.');
  return new Refused(0, 'unreadable', t('This browser cannot read this picture'), next);
}

function settle(upload: Upload, { status, response }: XMLHttpRequest): void {
  if (status >= 200 && status < 300) {
    takeMessages([readMessage(fields(response).message)]);
    forget(upload.clientId);
  } else if (status === 0 || status >= 502) {
    Object.assign(upload, { state: 'waiting', share: 0 });
  } else if (status === 404) {
    forget(upload.clientId); // not in this conversation any more: there is no place left to say so
  } else {
    refuse(upload, refusalOf(status, response));
  }
  tell(null);
}

function refuse(upload: Upload, refusal: Refused): void {
  Object.assign(upload, { state: 'refused', reason: `${refusal.message}. ${refusal.next}` });
  const { clientId, conversationId, kind, isEncrypted, file, replyTo, reason, addedAt } = upload;
  void keepUpload({
    clientId,
    conversationId,
    kind,
    isEncrypted: isEncrypted === true,
    file,
    replyTo,
    reason,
    addedAt,
  });
}

function forget(clientId: string): void {
  for (const one of uploads) if (one.clientId === clientId && one.preview) URL.revokeObjectURL(one.preview);
  uploads = uploads.filter((one) => one.clientId !== clientId);
  dropKeptUpload(clientId);
  tell(null);
}

addEventListener('online', () => void next());
addEventListener('signedout', () => {
  uploads = [];
  running?.request.abort();
});
