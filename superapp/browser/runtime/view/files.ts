// Temporary files of the running program that its pages show: `<image src="wxfile://tmp_…">` means one of these. The
// worker hands them over when they come to be (worker/more/temp_files.ts), and forgets as many as are forgotten here.

import { TEMP_FILES_BYTES_MAX } from '../protocol/limits.ts';

type Held = { address: string; bytes: number };

const PATH = /^wxfile:\/\/[\w./-]{1,200}$/;
const files = new Map<string, Held>();
let bytesHeld = 0;

export function keepFile(path: string, bytes: ArrayBuffer, type: string): boolean {
  if (!PATH.test(path) || files.has(path) || bytes.byteLength > TEMP_FILES_BYTES_MAX) return false;
  files.set(path, { address: URL.createObjectURL(new Blob([bytes], { type })), bytes: bytes.byteLength });
  bytesHeld += bytes.byteLength;
  for (const oldest of files.keys()) {
    if (bytesHeld <= TEMP_FILES_BYTES_MAX) break;
    drop(oldest);
  }
  return true;
}

export function fileAddress(path: string): string | undefined {
  return files.get(path)?.address;
}

export function forgetFiles(): void {
  for (const path of [...files.keys()]) drop(path);
}

function drop(path: string): void {
  const held = files.get(path);
  if (!held) return;
  URL.revokeObjectURL(held.address);
  bytesHeld -= held.bytes;
  files.delete(path);
}
