// Files between a program and the device: those it keeps, those a person picks for it, those it gives a person.

import { t } from '../../../say.ts';
import { CALL_BYTES_MAX } from '../../protocol/limits.ts';
import { read } from '../../protocol/validate.ts';
import { make } from '../dom.ts';
import { type Abilities, type Context, refuse, WithFiles } from './ability.ts';

const PICK_MAX = 20;
const SAVED_AS = /[^\p{L}\p{N}._ -]/gu;

export const files: Abilities = {
  async keepFile({ files: kept, bytes, api }, arg) {
    const file = { path: read.text(arg, 'path', 1_100), modified_ms: Date.now(), bytes: bytes[0] ?? null };
    return (await kept.put(file)) ? {} : refuse(api, 'the maximum size of the file storage limit is exceeded');
  },
  async dropFile({ files: kept }, arg) {
    await kept.remove(read.text(arg, 'path', 1_100));
    return {};
  },
  /** path: of a picture, a sound, a film or a font in the package, as the program knows it. */
  async packageFile({ packaged, signal, api }, arg) {
    const path = read.text(arg, 'path', 500);
    const address = path && packaged(path);
    if (!address) return refuse(api, 'no such file');
    // Whoever knows the package's hash may have its files, so nobody's cookies go along.
    const answer = await fetch(address, { credentials: 'omit', redirect: 'error', signal }).catch(() => null);
    if (!answer?.ok) return refuse(api, 'no such file');
    const bytes = await answer.arrayBuffer();
    return bytes.byteLength > CALL_BYTES_MAX ? refuse(api, 'file too large') : new WithFiles({}, [bytes]);
  },
  async pickFiles(context, arg) {
    const wanted = {
      accept: read.text(arg, 'accept', 200),
      many: read.number(arg, 'count', 1, 1, PICK_MAX),
      camera: read.text(arg, 'camera', 20),
    };
    const ways = read.texts(arg, 'ways', 2, 40);
    const chosen = ways.length > 1 ? await context.dialogs.actions(ways, '', '') : 0;
    if (chosen < 0) refuse(context.api, 'cancel');
    const list = await pick(context, wanted, ways[chosen] === read.text(arg, 'cameraWay', 40));
    if (list.length === 0) refuse(context.api, 'cancel');
    const bytes = list.reduce((sum, file) => sum + file.size, 0);
    if (bytes > CALL_BYTES_MAX) refuse(context.api, `file too large: at most ${CALL_BYTES_MAX >> 20} MB at once`);
    const about = list.map(({ name, type, size, lastModified }) => ({ name, type, size, time: lastModified }));
    return new WithFiles({ files: about }, await Promise.all(list.map((file) => file.arrayBuffer())));
  },
  async giveFile({ bytes, dialogs, api }, arg) {
    const [name, type] = [read.text(arg, 'name', 120).replace(SAVED_AS, '_'), read.text(arg, 'type', 60)];
    const [first] = bytes;
    if (!first || name === '') return refuse(api, 'file doesn’t exist');
    const asked = await dialogs.modal({
      title: t('Save “%(name)s” on this device?', { name }),
      content: t('%(size)s KB, from this program.', { size: Math.max(1, Math.round(first.byteLength / 1024)) }),
      cancel: t('Cancel'),
      confirm: t('Save'),
      confirmColour: '',
      cancelColour: '',
      editable: false,
      hint: '',
    });
    if (!asked.confirmed) return refuse(api, 'cancel');
    // Saved, never opened here: a document of a program must not stand on the host's own origin.
    const address = URL.createObjectURL(new Blob([first], { type: type || 'application/octet-stream' }));
    make('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return {};
  },
};

type Wanted = { accept: string; many: number; camera: string };

/** The browser's own picker. It opens for a moment after a press, which the person has just done in the program. */
function pick({ signal }: Context, wanted: Wanted, camera: boolean): Promise<File[]> {
  return new Promise((done) => {
    const field = make('input', { type: 'file', accept: wanted.accept, hidden: '', 'aria-hidden': 'true' });
    field.multiple = wanted.many > 1;
    if (camera) field.setAttribute('capture', wanted.camera === 'front' ? 'user' : 'environment');
    const end = (): void => {
      field.remove();
      done([...(field.files ?? [])].slice(0, wanted.many));
    };
    field.addEventListener('change', end);
    field.addEventListener('cancel', end);
    signal.addEventListener('abort', end);
    document.body.append(field);
    field.click();
  });
}
