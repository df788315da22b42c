// The capsule's menu: what a person can do with any program, whatever the program does.

import { t } from '../../say.ts';
import type { PageShown } from '../protocol/messages.ts';
import type { Context } from './abilities/ability.ts';
import { openAbout, openSettings } from './abilities/consent.ts';
import { askToShare } from './abilities/share.ts';

export async function openMenu(context: Context, page: PageShown | null): Promise<void> {
  const { dialogs, program, restart } = context;
  const entries: [words: string, run: () => unknown][] = [
    ...(page?.shares
      ? [
          [t('Send to a chat'), () => askToShare(context, 'chat')] as [string, () => unknown],
          [t('Copy link'), () => askToShare(context, 'link')] as [string, () => unknown],
        ]
      : []),
    [t('Settings'), () => openSettings(context)],
    [t('About this program'), () => openAbout(context)],
    [t('Start again'), () => restart('')],
  ];
  const chosen = await dialogs.actions(
    entries.map(([words]) => words),
    '',
    program.name,
  );
  try {
    await entries[chosen]?.[1]();
  } catch (error) {
    console.warn('menu', error);
    dialogs.toast(t('This did not work. Try again.'), 'error', 2_500, false);
  }
}
