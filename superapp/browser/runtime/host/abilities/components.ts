// What built-in components ask of the host by themselves (`:host` in worker/acts.ts): the menu of a picture that is held,
// and a web page in a tab of its own. A person confirms both.

import { t } from '../../../say.ts';
import { read } from '../../protocol/validate.ts';
import type { Abilities } from './ability.ts';
import { refuse } from './ability.ts';

export const components: Abilities = {
  async pictureMenu({ dialogs, asset }, arg) {
    const src = read.text(arg, 'src', 100_000);
    const address = asset(src);
    // It becomes a link of the host's own page.
    if (src === '' || !/^(\/(?!\/)|data:image\/|blob:)/.test(address)) return refuse('pictureMenu', 'no picture');
    const chosen = await dialogs.actions([t('Show in full'), t('Save')], '', '');
    if (chosen === 0) dialogs.pictures([address], 0);
    if (chosen === 1) {
      const link = document.createElement('a');
      link.href = address;
      link.download = src.split(/[/?#]/).findLast((name) => /\.\w+$/.test(name)) ?? 'picture';
      link.click();
    }
    return {};
  },
  async openWebPage({ dialogs }, arg) {
    const src = read.text(arg, 'url', 8_000);
    const url = URL.canParse(src) ? new URL(src) : null;
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return refuse('web-view', 'not a web page');
    const chosen = await dialogs.actions(
      [t('Open %(name)s', { name: url.host })],
      '',
      t('This page is not part of this host.'),
    );
    if (chosen < 0) return refuse('web-view', 'cancel');
    window.open(url, '_blank', 'noopener,noreferrer');
    return { src };
  },
};
