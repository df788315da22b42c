// The tags a template may use without declaring them. The runtime draws each of them; any other tag is a component the
// program declares, or unknown: unknown ones render as an empty, marked element and are warned about at compile time.

const COMPILER_TAGS = ['block', 'template', 'import', 'include', 'slot', 'wxs'];

const platform = `
  ad ad-custom audio button camera canvas channel-live channel-video checkbox checkbox-group cover-image cover-view
  draggable-sheet editor editor-portal form functional-page-navigator grid-builder grid-view icon image input
  keyboard-accessory label list-builder list-view live-player live-pusher map match-media movable-area movable-view
  native-component nested-scroll-body nested-scroll-header navigation-bar navigator official-account
  official-account-publish open-container open-data open-data-item open-data-list page-container page-meta picker
  picker-view picker-view-column progress radio radio-group rich-text root-portal scroll-view selection share-element
  slider snapshot span sticky-header sticky-section store-coupon store-gift store-home store-product swiper swiper-item
  switch text textarea video view voip-room web-view xr-scene
  double-tap-gesture-handler force-press-gesture-handler horizontal-drag-gesture-handler long-press-gesture-handler
  pan-gesture-handler scale-gesture-handler tap-gesture-handler vertical-drag-gesture-handler
`;

export const PLATFORM_TAGS: ReadonlySet<string> = new Set(platform.trim().split(/\s+/));
export const KNOWN_TAGS: ReadonlySet<string> = new Set([...COMPILER_TAGS, ...PLATFORM_TAGS]);
