// Files within a zip archive, unpacked by the browser's own inflater, within bounds. Only the archive's own list counts.

import { USER_FILES_BYTES_MAX, USER_FILES_MAX } from '../../../protocol/limits.ts';

export type Entry = { path: string; bytes: Uint8Array<ArrayBuffer> };
type Bytes = Uint8Array<ArrayBuffer>;

const [END, ENTRY] = [0x06054b50, 0x02014b50];
const END_BYTES = 22;

/** Every file of the archive. Throws an Error that says what is wrong with it. */
export async function unzipped(archive: Bytes): Promise<Entry[]> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endOf(view);
  const many = view.getUint16(end + 10, true);
  if (many > USER_FILES_MAX) throw new Error('too many files');
  const entries: Entry[] = [];
  let total = 0;
  for (let at = view.getUint32(end + 16, true), left = many; left > 0; left--) {
    if (at + 46 > archive.length || view.getUint32(at, true) !== ENTRY) throw new Error('the archive is damaged');
    const [method, packed, size] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 24, true),
    ];
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const path = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + name));
    const local = view.getUint32(at + 42, true);
    at += 46 + name + extra + comment;
    total += size;
    if (total > USER_FILES_BYTES_MAX) throw new Error('the maximum size of the file storage limit is exceeded');
    if (path.endsWith('/')) continue;
    if (local + 30 > archive.length) throw new Error('the archive is damaged');
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const bytes = await inflated(archive.slice(begin, begin + packed), method, size);
    entries.push({ path, bytes });
  }
  return entries;
}

function endOf(view: DataView): number {
  for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - 66_000); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error('not a zip archive');
}

async function inflated(packed: Bytes, method: number, size: number): Promise<Bytes> {
  // Entries may share their bytes, so that what is not counted by its size would multiply the archive.
  if (method === 0 && packed.length !== size) throw new Error('the archive is damaged');
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`compression method ${method} is not supported`);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const out = new Uint8Array(size);
  let at = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // The list promised a size; more than that is a bomb.
    if (at + value.length > size) {
      await reader.cancel();
      throw new Error('the archive is damaged');
    }
    out.set(value, at);
    at += value.length;
  }
  return out.subarray(0, at);
}
