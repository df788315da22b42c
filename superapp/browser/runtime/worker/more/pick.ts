// Pictures, films and files that a person picks on her device for a program; what a program does with pictures; what it
// gives back to her. The host shows the picker and asks before it saves.

import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { Kit, Options } from '../kit.ts';
import type { Pictures } from './canvas/pictures.ts';
import { Disk, typeOf } from './files/disk.ts';
import { put } from './temp_files.ts';

type Picked = { path: string; name: string; type: string; size: number; time: number; bytes: ArrayBuffer };

const CAMERA = 'Take one now';
const ALBUM = 'Choose from this device';
const EXTENSION: { [type: string]: string } = { 'image/jpeg': 'jpg', 'image/svg+xml': 'svg', 'video/quicktime': 'mov' };

export function pick(kit: Kit, disk: Disk, pictures: Pictures) {
  const picked = async (asked: Options): Promise<Picked[]> => {
    const { ok, bytes } = await kit.exchange('pickFiles', asked).answer;
    const about: unknown[] = Array.isArray(ok['files']) ? ok['files'] : [];
    return about.flatMap((given, at) => {
      const file = isObject(given) ? given : {};
      const [name, type] = [String(file['name'] ?? ''), String(file['type'] ?? '')];
      const content = bytes[at];
      if (!content) return [];
      const extension = /\.(\w{1,8})$/.exec(name)?.[1] ?? EXTENSION[type] ?? type.split('/')[1] ?? 'unknown';
      const path = put(content, extension.toLowerCase());
      return [{ path, name, type, size: content.byteLength, time: Number(file['time']) || 0, bytes: content }];
    });
  };
  const media = (options: Options, kinds: string[], most: number): Promise<Picked[]> => {
    const from = list(options['sourceType'], ['album', 'camera']);
    return picked({
      accept: kinds.map((kind) => `${kind}/*`).join(','),
      count: Math.min(most, Math.max(1, Number(options['count'] ?? most) || most)),
      camera: options['camera'] === 'front' ? 'front' : 'back',
      ways: [from.includes('camera') ? CAMERA : '', from.includes('album') ? ALBUM : ''].filter(Boolean),
      cameraWay: CAMERA,
    });
  };
  const measured = async (file: Picked): Promise<{ width: number; height: number }> => {
    try {
      const { width, height } = await createImageBitmap(new Blob([file.bytes], { type: file.type }));
      return { width, height };
    } catch {
      return { width: 0, height: 0 };
    }
  };
  const give = async (path: unknown, name: string): Promise<JsonObject> => {
    const kept = disk.find(Disk.plain(path))?.bytes;
    // A picture of the package has no bytes here, but it can be drawn.
    const bytes = kept ?? new Uint8Array(await encoded(await pictures.load(String(path ?? '')), 'image/png', 1));
    const whole = name.includes('.') ? name : `${name}.${typeOf(bytes).split('/')[1] ?? 'file'}`;
    return (await kit.exchange('giveFile', { name: whole, type: typeOf(bytes) }, [bytes.slice().buffer]).answer).ok;
  };

  return {
    chooseImage: kit.api('chooseImage', async (options) => {
      const files = await media(options, ['image'], 9);
      return {
        tempFilePaths: files.map(({ path }) => path),
        tempFiles: files.map(({ path, size }) => ({ path, size })),
      };
    }),
    chooseMedia: kit.api('chooseMedia', async (options) => {
      const kinds = list(options['mediaType'], ['image', 'video']).flatMap((one) =>
        one === 'mix' ? ['image', 'video'] : [one],
      );
      const files = await media(
        options,
        kinds.filter((kind) => kind === 'image' || kind === 'video'),
        9,
      );
      const tempFiles = await Promise.all(
        files.map(async (file) => {
          const fileType = file.type.startsWith('video') ? 'video' : 'image';
          const { width, height } = await measured(file);
          return {
            tempFilePath: file.path,
            size: file.size,
            fileType,
            width,
            height,
            duration: 0,
            thumbTempFilePath: '',
          };
        }),
      );
      const kind = new Set(tempFiles.map(({ fileType }) => fileType));
      return { tempFiles, type: kind.size > 1 ? 'mix' : ([...kind][0] ?? 'image') };
    }),
    chooseVideo: kit.api('chooseVideo', async (options) => {
      const [file] = await media(options, ['video'], 1);
      if (!file) throw kit.failure('cancel');
      return { tempFilePath: file.path, size: file.size, duration: 0, width: 0, height: 0 };
    }),
    chooseMessageFile: kit.api('chooseMessageFile', async (options) => {
      const kind = String(options['type'] ?? 'all');
      const extensions = list(options['extension'], []).map((one) => (one.startsWith('.') ? one : `.${one}`));
      const accept = kind === 'image' || kind === 'video' ? `${kind}/*` : extensions.join(',');
      const files = await picked({ accept, count: Number(options['count'] ?? 1), ways: [], camera: '', cameraWay: '' });
      return {
        tempFiles: files.map(({ path, name, size, type, time }) => ({
          path,
          name,
          size,
          type: /^(image|video)\//.exec(type)?.[1] ?? 'file',
          time: Math.floor(time / 1000),
        })),
      };
    }),
    getImageInfo: kit.api('getImageInfo', async (options) => {
      const src = String(options['src'] ?? '');
      if (!src) throw kit.failure('parameter error: parameter.src should be String');
      const kept = disk.find(Disk.plain(src))?.bytes;
      const bitmap = await pictures.load(src);
      const { width, height } = bitmap;
      const type =
        (kept ? typeOf(kept).split('/')[1] : /\.(png|jpe?g|gif|webp|svg)(?:[?#]|$)/i.exec(src)?.[1]) ?? 'unknown';
      const path = kept || !/^https?:/.test(src) ? src : put(await encoded(bitmap, 'image/png', 1), 'png');
      bitmap.close();
      return { width, height, path, orientation: 'up', type: type.replace(/^jpg$/, 'jpeg') };
    }),
    compressImage: kit.api('compressImage', async (options) => {
      const bitmap = await pictures.load(String(options['src'] ?? ''));
      const [wide, high] = [Number(options['compressedWidth']) || 0, Number(options['compressedHeight']) || 0];
      const scale = wide ? wide / bitmap.width : high ? high / bitmap.height : 1;
      const quality = Math.min(100, Math.max(0, Number(options['quality'] ?? 80))) / 100;
      const bytes = await encoded(bitmap, 'image/jpeg', quality, Math.min(1, scale));
      bitmap.close();
      return { tempFilePath: put(bytes, 'jpg') };
    }),
    saveImageToPhotosAlbum: kit.api('saveImageToPhotosAlbum', ({ filePath }) => give(filePath, 'picture')),
    // Of the platform's menu, saving is what a web page can do with a picture.
    showShareImageMenu: kit.api('showShareImageMenu', ({ path }) => give(path, 'picture')),
    saveVideoToPhotosAlbum: kit.api('saveVideoToPhotosAlbum', ({ filePath }) => give(filePath, 'video')),
    saveFileToDisk: kit.api('saveFileToDisk', ({ filePath }) => give(filePath, nameOf(filePath))),
    openDocument: kit.api('openDocument', ({ filePath, fileType }) => {
      const name = nameOf(filePath);
      return give(filePath, typeof fileType === 'string' && !name.endsWith(fileType) ? `${name}.${fileType}` : name);
    }),
    shareFileMessage: kit.api('shareFileMessage', ({ filePath, fileName }) =>
      give(filePath, String(fileName ?? nameOf(filePath))),
    ),
  };
}

function list(given: unknown, fallback: string[]): string[] {
  if (typeof given === 'string') return [given];
  return Array.isArray(given) && given.length > 0 ? given.map(String) : fallback;
}

function nameOf(path: unknown): string {
  return (
    String(path ?? '')
      .split('/')
      .pop() || 'file'
  );
}

async function encoded(bitmap: ImageBitmap, type: string, quality: number, scale = 1): Promise<ArrayBuffer> {
  const [width, height] = [bitmap.width, bitmap.height].map((one) => Math.max(1, Math.round(one * scale))) as [
    number,
    number,
  ];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (type === 'image/jpeg' && context) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context?.drawImage(bitmap, 0, 0, width, height);
  return (await canvas.convertToBlob({ type, quality })).arrayBuffer();
}
