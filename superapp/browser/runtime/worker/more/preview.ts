// wx.previewImage and wx.previewMedia for pictures that are files of the program: the host, which draws them above the
// frame, can not read those, so their bytes travel with the call and `own:<n>` stands for the nth of them.

import { CALL_BYTES_MAX, CALL_FILES_MAX } from '../../protocol/limits.ts';
import type { Kit, Options } from '../kit.ts';
import { Disk } from './files/disk.ts';

export function preview(kit: Kit, disk: Disk) {
  const show = async (name: string, urls: string[], current: unknown): Promise<void> => {
    const bytes: ArrayBuffer[] = [];
    let room = CALL_BYTES_MAX;
    const named = urls.map((url) => {
      const found = disk.find(Disk.plain(url))?.bytes;
      if (!found || found.byteLength > room || bytes.length >= CALL_FILES_MAX) return url;
      room -= found.byteLength;
      bytes.push(found.slice().buffer);
      return `own:${bytes.length - 1}`;
    });
    const at = typeof current === 'number' ? current : Math.max(0, urls.indexOf(String(current)));
    await kit.exchange(name, { urls: named, current: at }, bytes).answer;
  };
  return {
    previewImage: kit.api('previewImage', ({ urls, current }) => show('previewImage', texts(urls), current)),
    previewMedia: kit.api('previewMedia', ({ sources, current }) => {
      const list = (Array.isArray(sources) ? sources : []) as Options[];
      // A film shows its first picture.
      return show(
        'previewMedia',
        list.map((one) => String((one['type'] === 'video' && one['poster']) || one['url'])),
        current,
      );
    }),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
