// `wx`: the groups of its first half put together, and handed to the second half where a program needs that one.

import type { Launch } from '../../protocol/messages.ts';
import type { Enter } from '../app.ts';
import type { DrawnContext } from '../backend/context.ts';
import { type MakeMore, makeKit } from '../kit.ts';
import type { Stack } from '../pages/stack.ts';
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

export function makeWx(
  launch: Launch,
  context: DrawnContext,
  stack: Stack,
  entered: { now: Enter; first: Enter },
  more: MakeMore | null,
) {
  const core = {
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
  return more ? more(makeKit(launch, context, stack, entered), core) : core;
}
