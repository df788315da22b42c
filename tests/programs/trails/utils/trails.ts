export enum Effort {
  Easy = 'easy',
  Steep = 'steep',
}

export interface Trail {
  readonly id: string;
  readonly name: string;
  readonly km: number;
  readonly climb_m: number;
}

export type Walked = Record<string, number>;

export const TRAILS: readonly Trail[] = [
  { id: 'reed', name: 'Reed lake', km: 6.4, climb_m: 40 },
  { id: 'ridge', name: 'Pine ridge', km: 11.2, climb_m: 620 },
  { id: 'mill', name: 'Old mill', km: 4.1, climb_m: 90 },
];

/** Naismith: five kilometres an hour, and an hour for each six hundred metres up. */
export const hoursOf = ({ km, climb_m }: Trail): number => Math.round((km / 5 + climb_m / 600) * 10) / 10;

export function effortOf(trail: Trail): Effort {
  return trail.climb_m / trail.km > 40 ? Effort.Steep : Effort.Easy;
}

export const find = (id: string): Trail | undefined => TRAILS.find((one) => one.id === id);
