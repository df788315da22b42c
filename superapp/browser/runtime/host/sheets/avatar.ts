// Chooses a picture of the person for one program: one from the device, made small and square, or the grey one.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

const SIDE_PX = 132;

/** A data address, or null. plain: the picture of somebody who shows none. */
export function chooseAvatar(layer: Layer, name: string, plain: string): Promise<string | null> {
  return sheet<string | null>(layer, t('Your picture in %(name)s', { name }), null, (body, finish) => {
    const status = make('p', { class: 'program-note', role: 'status' });
    const file = make('input', { type: 'file', accept: 'image/*', hidden: '' });
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? [];
      if (!chosen) return;
      small(chosen).then(finish, () => {
        status.textContent = t('This is not a picture. Choose another one.');
      });
    });
    body.append(
      make('p', {}, t('%(name)s and its makers will see the picture you choose.', { name })),
      status,
      file,
      foot(
        button(t('Without a picture'), () => finish(plain)),
        button(t('Choose a picture'), () => file.click(), 'primary'),
      ),
    );
    return undefined;
  });
}

async function small(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const canvas = make('canvas', { width: String(SIDE_PX), height: String(SIDE_PX) });
  const side = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  canvas.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX);
  picture.close();
  return canvas.toDataURL('image/jpeg', 0.86);
}
