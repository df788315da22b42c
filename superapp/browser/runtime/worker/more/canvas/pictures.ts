// Pictures that a program draws: from its package, from data, from elsewhere, from its temporary files. The view loads
// and decodes them all (view/graphics.ts) and moves the pixels here.

import { normalise } from '../../../protocol/bundle.ts';
import { isObject, type Json } from '../../../protocol/json.ts';
import { PICTURE_CACHE_PIXELS_MAX } from '../../../protocol/limits.ts';
import type { Kit } from '../../kit.ts';
import { Disk } from '../files/disk.ts';
import { isTemporary } from '../temp_files.ts';

export class Pictures {
  private readonly kit: Kit;
  private readonly disk: Disk;
  private readonly kept = new Map<string, Promise<ImageBitmap>>();
  private pixels = 0;

  constructor(kit: Kit, disk: Disk) {
    this.kit = kit;
    this.disk = disk;
  }

  /** Decodes a picture. Rejects with what went wrong. */
  async load(src: string): Promise<ImageBitmap> {
    const bytes = this.bytes(src);
    // Bytes are no Json, and travel all the same.
    const asked = bytes ? ({ bytes } as unknown as Json) : { places: this.places(src) };
    const answer = await this.kit.take('picture', null, asked);
    const given = isObject(answer) ? answer : {};
    if (given['bitmap'] instanceof ImageBitmap) return given['bitmap'];
    throw this.kit.failure(`the picture ${src.slice(0, 200)} did not load: ${String(given['error'] ?? 'unknown')}`);
  }

  /** The same, kept for the next draw: the older api names its pictures each time. */
  cached(src: string): Promise<ImageBitmap> {
    const key = `${this.kit.stack.top?.path ?? ''} ${src}`;
    const known = this.kept.get(key);
    if (known) return known;
    const loading = this.load(src);
    this.kept.set(key, loading);
    loading.then(
      ({ width, height }) => this.makeRoom(key, width * height),
      () => this.kept.delete(key),
    );
    return loading;
  }

  /** The bytes of a file of the program's; null: the view loads this one by its address. */
  bytes(src: string): ArrayBuffer | null {
    if (!isTemporary(src)) return null;
    const bytes = this.disk.find(Disk.plain(src))?.bytes?.slice().buffer;
    if (!bytes) throw this.kit.failure(`the file ${src.slice(0, 200)} is not there`);
    return bytes;
  }

  /** A file of the package is meant from the page, or from the root. */
  private places(src: string): string[] {
    if (/^([a-zA-Z][\w+.-]*:|\/)/.test(src)) return [src];
    const page = this.kit.stack.top?.path ?? '';
    return [...new Set([`/${normalise(`${page}/../${src}`)}`, `/${normalise(src)}`])];
  }

  /** Forgets the oldest beyond the bound; they are not closed, because a draw may be about to use one. */
  private makeRoom(newest: string, pixels: number): void {
    this.pixels += pixels;
    for (const [oldest, held] of this.kept) {
      if (this.pixels <= PICTURE_CACHE_PIXELS_MAX || oldest === newest) return;
      this.kept.delete(oldest);
      void held.then(({ width, height }) => {
        this.pixels -= width * height;
      });
    }
  }
}
