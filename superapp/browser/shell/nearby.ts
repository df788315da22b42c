// <form data-nearby>: fills its `row` and `column` with the square this device stands in, then sends it. The place is made
// coarse here, so that nothing finer leaves the device; superapp/contacts/nearby.py counts the same squares.
import { t } from '../say.ts';
import { toast } from './announce.ts';

const SQUARES_PER_DEGREE = 20;
const ROWS = 180 * SQUARES_PER_DEGREE;
const COLUMNS = 360 * SQUARES_PER_DEGREE;
const OLD_ENOUGH_MS = 10 * 60_000;

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-nearby')) return;
  event.preventDefault();
  const button = form.querySelector<HTMLButtonElement>('button');
  button?.setAttribute('aria-busy', 'true');
  const fail = (): void => {
    button?.removeAttribute('aria-busy');
    toast(t('This device does not say where it is. Allow it in the browser, and try again.'), 'bad');
  };
  if (!navigator.geolocation) return fail();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const square = squareOf(coords.latitude, coords.longitude);
      for (const name of ['row', 'column'] as const)
        form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = String(square[name]);
      form.submit();
    },
    fail,
    { timeout: 10_000, maximumAge: OLD_ENOUGH_MS },
  );
});

export function squareOf(latitude: number, longitude: number): { row: number; column: number } {
  const row = Math.floor((latitude + 90) * SQUARES_PER_DEGREE);
  const column = Math.floor((longitude + 180) * SQUARES_PER_DEGREE);
  return { row: Math.min(ROWS - 1, Math.max(0, row)), column: ((column % COLUMNS) + COLUMNS) % COLUMNS };
}
