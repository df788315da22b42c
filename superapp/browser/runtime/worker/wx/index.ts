// `wx`: the groups put together over the functions that only fail. canIUse answers from the same parts.

import type { Launch } from '../../protocol/messages.ts';
import type { Enter } from '../app.ts';
import type { DrawnContext } from '../backend/context.ts';
import type { Stack } from '../pages/stack.ts';
import { absent } from './absent.ts';
import { createAnimation } from './animation.ts';
import { bars } from './bars.ts';
import { bytes } from './bytes.ts';
import { login } from './login.ts';
import { navigation } from './navigation.ts';
import { program } from './program.ts';
import { queries } from './query.ts';
import { request } from './request.ts';
import { storage } from './storage.ts';
import { system } from './system.ts';
import { ui } from './ui.ts';

// Components of the view; see view/builtins.
const TAGS =
  /^(view|text|image|button|scroll-view|swiper|swiper-item|input|textarea|navigator|icon|form|checkbox|checkbox-group|radio|radio-group|switch|picker|picker-view|picker-view-column|label|rich-text|progress|slider|cover-view|cover-image|movable-area|movable-view|block|slot|template|root-portal)$/;
// Present, but they fail: canIUse says no.
const FAILING = new Set([
  'uploadFile',
  'downloadFile',
  'openSetting',
  'authorize',
  'setTabBarStyle',
  'getUserInfo',
  'getUserProfile',
]);

export function makeWx(launch: Launch, context: DrawnContext, stack: Stack, entered: { now: Enter; first: Enter }) {
  const working: Record<string, unknown> = {
    ...login(),
    ...request(),
    ...storage(launch.storage),
    ...navigation(stack),
    ...ui(),
    ...bars(stack),
    ...system(context),
    ...queries(stack),
    ...bytes(),
    ...program(launch, entered),
    createAnimation,
  };
  // `wx.getLogManager.return.log` asks for a part; the part is there when its owner is.
  working['canIUse'] = (schema: unknown) => {
    const name = String(schema).split('.')[0] ?? '';
    return (Object.hasOwn(working, name) && !FAILING.has(name)) || TAGS.test(name);
  };
  return { ...absent(), ...working };
}
