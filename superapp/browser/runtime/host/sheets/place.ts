// A place a program shows (wx.openLocation): its name, its address, and the ways to go on from there.

import { t } from '../../../say.ts';
import { make } from '../dom.ts';
import { button, foot, type Layer, sheet } from './sheet.ts';

export type Place = { name: string; address: string; latitude: number; longitude: number };

/** copied: told after the address was copied. scale: 5 to 18, of the map that opens. */
export function showPlace(layer: Layer, place: Place, copied: () => void): Promise<void> {
  const { name, address, latitude, longitude } = place;
  return sheet<void>(layer, name || t('Place'), undefined, (body, finish) => {
    const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    const copy = button(t('Copy'), () => {
      navigator.clipboard.writeText([name, address, at].filter(Boolean).join('\n')).then(
        () => {
          copied();
          finish();
        },
        () => undefined,
      );
    });
    // A geo address opens whatever map the device has; a browser without one does nothing.
    const map = make('a', {
      class: 'button',
      'data-kind': 'primary',
      href: `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name || t('Place'))})`,
    });
    map.textContent = t('Open in maps');
    body.append(
      ...(address ? [make('p', {}, address)] : []),
      make('p', { class: 'program-note' }, at),
      foot(copy, map),
    );
    return copy;
  });
}
