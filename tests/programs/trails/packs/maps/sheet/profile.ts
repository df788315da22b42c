import type { Trail } from '../../../utils/trails';

const STEPS = 24;

/** Heights along the way, percent of the highest: up to the middle and down again, with small hills. */
export function profileOf({ climb_m }: Trail): number[] {
  const rough = Math.min(30, climb_m / 20);
  return Array.from({ length: STEPS }, (_, step) => {
    const slope = Math.sin((step / (STEPS - 1)) * Math.PI);
    return Math.round(20 + slope * (80 - rough) + (step % 3) * (rough / 3));
  });
}
