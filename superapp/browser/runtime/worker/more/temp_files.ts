// Temporary files of a program while it runs: bytes that a canvas or a download gave a path, `wxfile://tmp_<id>.png`.
// They live in the worker's memory, so they end with the program; beyond the bound the oldest go.

import { TEMP_FILES_BYTES_MAX } from '../../protocol/limits.ts';

const files = new Map<string, ArrayBuffer>();
let bytesHeld = 0;
let lastFile = 0;

/** extension: without the dot. Returns the path. */
export function put(bytes: ArrayBuffer, extension: string): string {
  const path = `wxfile://tmp_${(++lastFile).toString(36)}${Date.now().toString(36)}.${extension}`;
  files.set(path, bytes);
  bytesHeld += bytes.byteLength;
  for (const [oldest, held] of files) {
    if (bytesHeld <= TEMP_FILES_BYTES_MAX || oldest === path) break;
    files.delete(oldest);
    bytesHeld -= held.byteLength;
  }
  return path;
}

export function get(path: string): ArrayBuffer | null {
  return files.get(path) ?? null;
}

/** Whether a path means such a file; `http://tmp/` is how the platform's developer tools write it. */
export function isTemporary(path: string): boolean {
  return /^(wxfile:\/\/|https?:\/\/(tmp|usr)\/)/.test(path);
}
