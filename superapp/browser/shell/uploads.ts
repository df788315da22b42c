// Pictures, files and voice notes on their way: shown at once, sent one after the other with their progress, tried again
// when the network is back. They are kept in this tab only: too large for what survives a reload (outbox.ts).
import { t } from '../say.ts';
import { formToken, refusalOf } from './api.ts';
import { chatState, takeMessages, tell } from './store.ts';
import { fields, readMessage } from './validate.ts';

export type Upload = {
  clientId: string;
  conversationId: string;
  kind: 'picture' | 'file' | 'voice';
  file: File;
  preview: string; // an object URL
  state: 'sending' | 'waiting' | 'refused';
  share: number; // of its bytes that are sent, 0 to 1
  reason: string;
};

const PICTURE_BYTES_MAX = 15 * 1024 * 1024; // superapp/storage/pictures.py
const FILE_BYTES_MAX = 25 * 1024 * 1024; // superapp/chat/attachments.py
const RETRY_MS = 3_000;

let uploads: Upload[] = [];
let running: { upload: Upload; request: XMLHttpRequest } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

export function uploadsIn(conversationId: string): Upload[] {
  const arrived = new Set((chatState()?.messages.get(conversationId) ?? []).map((message) => message.client_id));
  return uploads.filter((one) => one.conversationId === conversationId && !arrived.has(one.clientId));
}

/** Pictures as pictures and everything else as files. What is too large is shown with the reason and not sent. */
export function sendFiles(conversationId: string, files: Iterable<File>): void {
  for (const file of files) {
    const kind = /^image\/(jpeg|png|webp|gif)$/.test(file.type) && file.size <= PICTURE_BYTES_MAX ? 'picture' : 'file';
    const reason = file.size > FILE_BYTES_MAX ? t('A file may have 25 MB.') : file.size ? '' : t('This file is empty.');
    add(conversationId, kind, file, reason);
  }
  tell(null);
  next();
}

/** file: a sound, named after its length in seconds (voice_recorder.ts). */
export function sendVoice(conversationId: string, file: File): void {
  add(conversationId, 'voice', file, '');
  tell(null);
  next();
}

function add(conversationId: string, kind: Upload['kind'], file: File, reason: string): void {
  uploads.push({
    clientId: crypto.randomUUID(),
    conversationId,
    kind,
    file,
    preview: kind === 'picture' ? URL.createObjectURL(file) : '',
    state: reason ? 'refused' : 'sending',
    share: 0,
    reason,
  });
}

function addressOf({ conversationId, clientId, kind, file }: Upload): string {
  const base = `/chats/${conversationId}`;
  if (kind === 'picture') return `${base}/pictures?client_id=${clientId}`;
  if (kind === 'voice') return `${base}/voices?client_id=${clientId}&seconds=${encodeURIComponent(file.name)}`;
  return `${base}/files?client_id=${clientId}&name=${encodeURIComponent(file.name)}`;
}

export function dropUpload(clientId: string): void {
  if (running?.upload.clientId === clientId) running.request.abort();
  forget(clientId);
  next();
}

function next(): void {
  clearTimeout(timer);
  const upload = uploads.find((one) => one.state !== 'refused');
  if (running || !upload) return;
  const request = new XMLHttpRequest(); // fetch does not tell how much of a body is sent
  running = { upload, request };
  upload.state = 'sending';
  request.upload.onprogress = ({ loaded, total }) => {
    upload.share = total ? loaded / total : 0;
    tell(null);
  };
  request.onloadend = () => {
    running = null;
    if (uploads.includes(upload)) settle(upload, request);
    if (upload.state === 'waiting') timer = setTimeout(next, RETRY_MS);
    else next();
  };
  request.open('POST', addressOf(upload));
  request.setRequestHeader('content-type', upload.file.type || 'application/octet-stream');
  // A picture is no JSON, so it says from whose page it comes (superapp/security/csrf.py).
  request.setRequestHeader('x-csrf-token', formToken());
  request.setRequestHeader('accept', 'application/json');
  request.responseType = 'json';
  request.send(upload.file);
  tell(null);
}

function settle(upload: Upload, { status, response }: XMLHttpRequest): void {
  if (status >= 200 && status < 300) {
    takeMessages([readMessage(fields(response).message)]);
    forget(upload.clientId);
  } else if (status === 0 || status >= 502) {
    Object.assign(upload, { state: 'waiting', share: 0 });
  } else {
    const refusal = refusalOf(status, response);
    Object.assign(upload, { state: 'refused', reason: `${refusal.message}. ${refusal.next}` });
  }
  tell(null);
}

function forget(clientId: string): void {
  for (const one of uploads) if (one.clientId === clientId && one.preview) URL.revokeObjectURL(one.preview);
  uploads = uploads.filter((one) => one.clientId !== clientId);
  tell(null);
}

addEventListener('online', next);
