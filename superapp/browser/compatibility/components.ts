// What becomes of each built-in component here; see apis.ts. A browser test draws each and holds this against the truth.

import { PLATFORM_TAGS } from '../compiler/tags.ts';
import type { Line } from './apis.ts';

/** Components that draw as an empty, marked element, by reason. */
const FAILS: [why: string, names: string][] = [
  ['the other renderer of the platform is left out', 'draggable-sheet editor-portal native-component nested-scroll-body nested-scroll-header open-container snapshot span xr-scene'],
  ['there are no channels, official accounts or stores here', 'channel-live channel-video official-account official-account-publish store-coupon store-gift store-home store-product open-data-item open-data-list'],
  ['live streams and calls are left out', 'live-player live-pusher voip-room'],
  ['there is no advertising here', 'ad ad-custom'],
];

/** Components that do most of what they do on the platform, and what is missing. */
const PART: { [name: string]: string } = {
  canvas: '`toDataURL` always gives a PNG',
};

export function lines(): Line[] {
  const fails = new Map(FAILS.flatMap(([why, names]) => names.split(' ').map((name) => [name, why] as const)));
  return [...PLATFORM_TAGS].sort().map((name) => {
    const [why, note] = [fails.get(name), PART[name]];
    if (why !== undefined) return { name, state: 'fails', note: why };
    return note === undefined ? { name, state: 'works', note: '' } : { name, state: 'part', note };
  });
}
