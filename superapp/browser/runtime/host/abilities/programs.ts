// From one program to another and back, starting again, and newer versions. The person agrees before another program
// opens; it learns who sent them and what was handed over.

import { t } from '../../../say.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities, Context } from './ability.ts';
import { refuse } from './ability.ts';

const FROM_PROGRAM = 1037;
const APPID = /^[\w-]{1,32}$/;

export const programs: Abilities = {
  navigateToMiniProgram: (context, arg) => goTo(context, arg, 'navigateToMiniProgram'),
  openEmbeddedMiniProgram: (context, arg) => goTo(context, arg, 'openEmbeddedMiniProgram'),
  navigateBackMiniProgram({ back }, arg) {
    if (!back(dataOf(arg))) refuse('navigateBackMiniProgram', 'not opened by another mini program');
    return {};
  },
  exitMiniProgram({ close }) {
    close();
    return {};
  },
  restartMiniProgram({ restart }, arg) {
    restart(read.text(arg, 'path', 2_048));
    return {};
  },
  checkUpdate: async ({ server }) => ({ hasUpdate: (await server('checkUpdate', {}))['has_update'] === true }),
  async applyUpdate({ reopen, server }) {
    // Without a newer version there is nothing to open: a program must not turn in circles.
    if ((await server('checkUpdate', {}))['has_update'] === true) reopen();
    return {};
  },
};

async function goTo({ dialogs, program, server, visit }: Context, arg: JsonObject, api: string): Promise<JsonObject> {
  const appid = read.text(arg, 'appId', 40);
  if (appid === '' && read.text(arg, 'shortLink', 300) !== '') refuse(api, 'invalid shortLink');
  if (!APPID.test(appid)) refuse(api, 'invalid appid');
  const { name } = await server('programName', { appid });
  const answer = await dialogs.modal({
    title: t('Open “%(name)s”?', { name: String(name) }),
    content: t('%(name)s wants to go on in another program.', { name: program.name }),
    cancel: t('Cancel'),
    confirm: t('Open'),
    confirmColour: '',
    cancelColour: '',
    editable: false,
    hint: '',
  });
  if (!answer.confirmed) refuse(api, 'cancel');
  const referrerInfo = { appId: program.appid, extraData: dataOf(arg) };
  visit({ appid, path: read.text(arg, 'path', 2_048), scene: FROM_PROGRAM, referrerInfo });
  return {};
}

function dataOf(arg: JsonObject): JsonObject {
  const data = arg['extraData'];
  return isObject(data) ? (data as JsonObject) : {};
}
