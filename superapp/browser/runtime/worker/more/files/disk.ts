// The files of a program as it sees them: those it keeps (wxfile://usr/…, wxfile://store_…) in memory, because it may read
// them at once, each change written on to the device; and its temporary files, which only can be read.

import { USER_FILES_BYTES_MAX, USER_FILES_MAX } from '../../../protocol/limits.ts';
import type { Kit } from '../../kit.ts';
import { get as temporary } from '../temp_files.ts';

export const USER = 'wxfile://usr';
const STORED = 'wxfile://store_';

export type Node = { bytes: Uint8Array<ArrayBuffer> | null; modified_ms: number };
type Bytes = Uint8Array<ArrayBuffer>;

export class Disk {
  private readonly kit: Kit;
  private readonly nodes = new Map<string, Node>([[USER, { bytes: null, modified_ms: 0 }]]);
  private held = 0;
  private lastStored = 0;

  constructor(kit: Kit) {
    this.kit = kit;
    for (const { path, bytes, modified_ms } of kit.launch.files) {
      this.nodes.set(path, { bytes: bytes && new Uint8Array(bytes), modified_ms });
      this.held += bytes?.byteLength ?? 0;
    }
  }

  /** `http://usr/a`, `wxfile://usr//a/` and `wxfile://usr/a` are one path. */
  static plain(given: unknown): string {
    const text = String(given ?? '').replace(/^https?:\/\/(usr|tmp|store)/, 'wxfile://$1');
    const [, scheme = '', rest = ''] = /^([\w]+:\/\/)?(.*)$/s.exec(text) ?? [];
    const parts: string[] = [];
    for (const part of rest.split('/')) {
      if (part === '' || part === '.') continue;
      if (part === '..') parts.pop();
      else parts.push(part);
    }
    return scheme + parts.join('/');
  }

  isWritable(path: string): boolean {
    return path === USER || path.startsWith(`${USER}/`);
  }

  find(path: string): Node | null {
    const known = this.nodes.get(path);
    if (known) return known;
    const bytes = temporary(path) ?? this.packaged.get(path);
    return bytes ? { bytes: new Uint8Array(bytes), modified_ms: Date.now() } : null;
  }

  /** Files of the package that were asked for; the worker itself reaches none. */
  private readonly packaged = new Map<string, ArrayBuffer>();

  /** Has the host bring a file of the package, so that it is found from now on. Nothing comes of any other path. */
  async bring(given: unknown): Promise<void> {
    const path = Disk.plain(given);
    if (path === '' || path.includes('://') || this.find(path)) return;
    const brought = await this.kit.exchange('packageFile', { path }).answer.catch(() => null);
    const [bytes] = brought?.bytes ?? [];
    if (bytes) this.packaged.set(path, bytes);
  }

  /** Names directly below a folder. */
  names(folder: string): string[] {
    const below = `${folder}/`;
    return [...this.nodes.keys()]
      .filter((path) => path.startsWith(below) && !path.slice(below.length).includes('/'))
      .map((path) => path.slice(below.length));
  }

  /** Everything below a folder, itself not among it. */
  below(folder: string): string[] {
    return [...this.nodes.keys()].filter((path) => path.startsWith(`${folder}/`));
  }

  stored(): { path: string; node: Node }[] {
    return [...this.nodes].flatMap(([path, node]) => (path.startsWith(STORED) ? [{ path, node }] : []));
  }

  newStored(extension: string): string {
    return `${STORED}${(++this.lastStored).toString(36)}${Date.now().toString(36)}${extension}`;
  }

  /** Throws when there is no room. */
  write(path: string, bytes: Bytes | null): void {
    const before = this.nodes.get(path);
    const held = this.held - (before?.bytes?.byteLength ?? 0) + (bytes?.byteLength ?? 0);
    if (held > USER_FILES_BYTES_MAX || (!before && this.nodes.size >= USER_FILES_MAX)) {
      throw this.kit.failure('the maximum size of the file storage limit is exceeded', 1300202);
    }
    this.held = held;
    this.nodes.set(path, { bytes, modified_ms: Date.now() });
    // A copy travels: the program goes on with its own.
    const sent = bytes ? [bytes.slice().buffer] : [];
    this.kit.exchange('keepFile', { path }, sent).answer.catch((error: unknown) => this.kit.report('file', error));
  }

  remove(path: string): void {
    this.held -= this.nodes.get(path)?.bytes?.byteLength ?? 0;
    this.nodes.delete(path);
    this.kit.callHost('dropFile', { path }).catch((error: unknown) => this.kit.report('file', error));
  }

  /** Where a picture or a sound of such a path can be shown from: an address of this frame alone. */
  readonly shown = new Map<string, { bytes: Bytes; address: string }>();

  addressOf(path: string): string | null {
    const bytes = this.find(Disk.plain(path))?.bytes;
    if (!bytes) return null;
    const known = this.shown.get(path);
    if (known && known.bytes.buffer === bytes.buffer) return known.address;
    if (known) URL.revokeObjectURL(known.address);
    const address = URL.createObjectURL(new Blob([bytes], { type: typeOf(bytes) }));
    this.shown.set(path, { bytes, address });
    return address;
  }
}

/** What a file is, by its first bytes; a blob without a type shows no SVG. */
export function typeOf(bytes: Bytes): string {
  const text = String.fromCharCode(...bytes.subarray(0, 256));
  if (text.startsWith('\x89PNG')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (text.startsWith('%PDF')) return 'application/pdf';
  if (text.startsWith('ID3') || text.startsWith('\xff\xfb')) return 'audio/mpeg';
  if (text.slice(4, 8) === 'ftyp') return text.slice(8, 11) === 'M4A' ? 'audio/mp4' : 'video/mp4';
  if (text.startsWith('OggS')) return 'audio/ogg';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'video/webm';
  return /<svg[\s>]/.test(text) ? 'image/svg+xml' : '';
}
