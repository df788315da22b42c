// What a program holds of a component to steer it: VideoContext, AudioContext, MapContext, EditorContext and the
// ScrollViewContext of an enhanced scroll-view. Each method asks the component in the view (`perform` in view/builtins)
// and answers by callbacks or a promise, like any function of `wx`.

import { isObject } from '../../protocol/json.ts';
import type { DrawnNode, JsonObject, Kit, Options } from '../kit.ts';

type Find = () => DrawnNode | null;
type Verbs = { [method: string]: (...args: never[]) => JsonObject };

/** Callbacks stay here; the rest travels. */
const options = (given: unknown): JsonObject =>
  isObject(given)
    ? (Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value !== 'function')) as JsonObject)
    : {};
/** What these contexts also have on the platform. */
const ABSENT =
  /Casting$|BackgroundPlayback$|GroundOverlay$|^(initMarkerCluster|setLocMarkerIcon|openMapApp|sendDanmu)$/;
const none = (): JsonObject => ({});
const list = (names: string, make: Verbs[string]): Verbs =>
  Object.fromEntries(names.split(' ').map((name) => [name, make]));

const VIDEO: Verbs = {
  ...list(
    'play pause stop exitFullScreen exitPictureInPicture showStatusBar hideStatusBar requestBackgroundPlayback exitBackgroundPlayback startCasting exitCasting switchCasting reconnectCasting',
    none,
  ),
  seek: (position: number) => ({ position }),
  playbackRate: (rate: number) => ({ rate }),
  sendDanmu: options,
  requestFullScreen: options,
};
const AUDIO: Verbs = {
  ...list('play pause', none),
  setSrc: (src: string) => ({ src }),
  seek: (position: number) => ({ position }),
};
const MAP: Verbs = list(
  'getCenterLocation moveToLocation translateMarker moveAlong includePoints getRegion getRotate getSkew getScale setCenterOffset addMarkers removeMarkers toScreenLocation fromScreenLocation addGroundOverlay updateGroundOverlay removeGroundOverlay initMarkerCluster setLocMarkerIcon openMapApp',
  options,
);
const EDITOR: Verbs = {
  ...list(
    'insertDivider insertImage insertText setContents getContents clear removeFormat undo redo blur scrollIntoView getSelectionText',
    options,
  ),
  format: (name: string, value: unknown) => ({ name, value: (value ?? null) as never }),
};
const SCROLL: Verbs = {
  scrollTo: (given: unknown) => {
    const { top, left, animated, duration } = options(given);
    return { top: top ?? null, left: left ?? null, duration: animated === false ? 0 : (duration ?? 300) } as JsonObject;
  },
  scrollIntoView: (selector: string) => ({ selector }),
  triggerRefresh: none,
  closeRefresh: none,
};

export function contexts(kit: Kit) {
  const context = (kind: string, verbs: Verbs, find: Find): object =>
    Object.fromEntries(
      Object.entries(verbs).map(([method, pick]) => [
        method,
        (...args: never[]) => {
          const last = args.at(-1) as unknown;
          const run = kit.api(`${kind}.${method}`, async () => {
            if (ABSENT.test(method)) throw kit.failure('not supported');
            const node = find();
            if (!node) throw kit.failure('no such component');
            const answer = (await kit.act(node, method, pick(...args))) as Options;
            if (typeof answer['failed'] === 'string') throw kit.failure(answer['failed']);
            return answer;
          });
          const answer = run(isObject(last) ? last : {}) as Promise<unknown> | undefined;
          // Nobody has to wait for a film that starts.
          answer?.catch(() => undefined);
          return answer;
        },
      ]),
    );
  const byId = (kind: string, verbs: Verbs, tag: string) => (id: unknown, within?: unknown) =>
    context(kind, verbs, () => {
      const node = kit.find(`#${String(id)}`, within);
      return node?.tag === tag ? node : null;
    });
  const provided = (tag: string, kind: string, verbs: Verbs) =>
    kit.provide(tag, (node) => context(kind, verbs, () => node));

  provided('video', 'VideoContext', VIDEO);
  provided('map', 'MapContext', MAP);
  provided('editor', 'EditorContext', EDITOR);
  provided('scroll-view', 'ScrollViewContext', SCROLL);
  return {
    createVideoContext: byId('VideoContext', VIDEO, 'video'),
    createAudioContext: byId('AudioContext', AUDIO, 'audio'),
    createMapContext: byId('MapContext', MAP, 'map'),
  };
}
