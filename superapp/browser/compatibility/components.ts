// What becomes of each built-in component here; see apis.ts. A browser test draws each and holds this against the truth.

import { PLATFORM_TAGS } from '../compiler/tags.ts';
import type { Line } from './apis.ts';

/** Components that draw as an empty, marked element, by reason. */
const FAILS: [why: string, names: string][] = [
  ['the other renderer of the platform is left out', 'draggable-sheet editor-portal native-component nested-scroll-body nested-scroll-header open-container snapshot span xr-scene'],
  ['there are no channels, official accounts or stores here', 'channel-live channel-video official-account official-account-publish store-coupon store-gift store-home store-product open-data-item open-data-list'],
  ['live streams and calls are left out', 'live-player live-pusher voip-room'],
  ['the platform has pages that this host does not have', 'functional-page-navigator'],
  ['there is no advertising here', 'ad ad-custom'],
];

/** Components that do most of what they do on the platform, and what is missing. */
const PART: { [name: string]: string } = {
  camera: 'shows no live picture: photos are taken and codes read in a sheet of the host',
  canvas: '`toDataURL` always gives a PNG',
  editor: 'no check lists',
  input: 'a safe password is not encrypted; the height of a keyboard is not told',
  map: 'streets when the host has a tile server, else a grid; no rotation, clusters or ground overlays',
  'open-data': 'everybody looks the same',
  'page-meta': 'without the style of the pull-down text and the page orientation',
  picker: 'regions are chosen down to the city; what lies below is typed',
  textarea: 'the height of a keyboard is not told',
  video: 'no danmu and no casting; full screen fills the program',
  'web-view': 'opens in a tab of its own when the person agrees; nothing comes back from there',
  ...Object.fromEntries(
    'keyboard-accessory list-builder list-view selection share-element double-tap-gesture-handler force-press-gesture-handler horizontal-drag-gesture-handler long-press-gesture-handler pan-gesture-handler scale-gesture-handler tap-gesture-handler vertical-drag-gesture-handler'
      .split(' ')
      .map((name) => [name, 'a plain container']),
  ),
};

export function lines(): Line[] {
  const fails = new Map(FAILS.flatMap(([why, names]) => names.split(' ').map((name) => [name, why] as const)));
  return [...PLATFORM_TAGS].sort().map((name) => {
    const [why, note] = [fails.get(name), PART[name]];
    if (why !== undefined) return { name, state: 'fails', note: why };
    return note === undefined ? { name, state: 'works', note: '' } : { name, state: 'part', note };
  });
}
