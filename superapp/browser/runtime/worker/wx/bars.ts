// The chrome around the page: navigation bar and tab bar. Its looks belong to the page on top, so they are kept there
// and announced again; the tab bar belongs to the program and lives in the host.

import { colour } from '../../protocol/validate.ts';
import { callHost } from '../bridge.ts';
import type { Stack } from '../pages/stack.ts';
import { api, Failure, hostApi, type Options, plain } from './settle.ts';

export function bars(stack: Stack) {
  const look =
    (change: (look: NonNullable<typeof stack.top>['look'], options: Options) => void) => async (options: Options) => {
      if (!stack.top) await stack.begun;
      const page = stack.top;
      if (!page) throw new Failure('no page');
      change(page.look, options);
      stack.announce();
    };
  const tabOnly = (name: string) =>
    api(name, async (options) => {
      if (!stack.top) await stack.begun;
      if ((stack.top?.tab ?? -1) < 0) throw new Failure('not TabBar page');
      return callHost(name, plain(options));
    });
  return {
    setNavigationBarTitle: api(
      'setNavigationBarTitle',
      look((shown, options) => {
        shown.title = String(options['title'] ?? '');
      }),
    ),
    setNavigationBarColor: api(
      'setNavigationBarColor',
      look((shown, options) => {
        shown.textStyle = options['frontColor'] === '#ffffff' ? 'white' : 'black';
        shown.background = colour(options['backgroundColor']) || shown.background;
      }),
    ),
    showNavigationBarLoading: hostApi('showNavigationBarLoading'),
    hideNavigationBarLoading: hostApi('hideNavigationBarLoading'),
    hideHomeButton: api(
      'hideHomeButton',
      look((shown) => {
        shown.home = false;
      }),
    ),
    setTabBarBadge: tabOnly('setTabBarBadge'),
    removeTabBarBadge: tabOnly('removeTabBarBadge'),
    showTabBarRedDot: tabOnly('showTabBarRedDot'),
    hideTabBarRedDot: tabOnly('hideTabBarRedDot'),
    showTabBar: tabOnly('showTabBar'),
    hideTabBar: tabOnly('hideTabBar'),
    setTabBarItem: hostApi('setTabBarItem'),
    setTabBarStyle: hostApi('setTabBarStyle'),
    setBackgroundColor: api('setBackgroundColor', (options) => {
      const chosen = colour(options['backgroundColor']);
      if (chosen) stack.top?.paint(chosen);
    }),
    setBackgroundTextStyle: api('setBackgroundTextStyle', () => ({})),
    startPullDownRefresh: api('startPullDownRefresh', () => {
      stack.top?.holder.page('refresh', true);
      stack.top?.call('onPullDownRefresh');
    }),
    stopPullDownRefresh: api('stopPullDownRefresh', () => stack.top?.holder.page('refresh', false)),
    pageScrollTo: api('pageScrollTo', (options) => {
      stack.top?.holder.page('scroll', {
        top: Number(options['scrollTop'] ?? 0) + Number(options['offsetTop'] ?? 0),
        duration_ms: Number(options['duration'] ?? 300),
        selector: typeof options['selector'] === 'string' ? options['selector'] : '',
      });
    }),
  };
}
