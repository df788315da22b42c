// The navigation bar's loading mark and the tab bar's badges.

import { read } from '../../protocol/validate.ts';
import type { Abilities, Ability } from './ability.ts';

const act =
  (run: (...given: Parameters<Ability>) => void): Ability =>
  (context, arg) => {
    run(context, arg);
    return {};
  };
const index = (arg: Parameters<Ability>[1]) => read.number(arg, 'index', 0, 0, 4);

export const bars: Abilities = {
  showNavigationBarLoading: act(({ chrome }) => chrome.loading(true)),
  hideNavigationBarLoading: act(({ chrome }) => chrome.loading(false)),
  setTabBarBadge: act(({ chrome }, arg) => chrome.badge(index(arg), read.text(arg, 'text', 8))),
  removeTabBarBadge: act(({ chrome }, arg) => chrome.badge(index(arg), '')),
  showTabBarRedDot: act(({ chrome }, arg) => chrome.dot(index(arg), true)),
  hideTabBarRedDot: act(({ chrome }, arg) => chrome.dot(index(arg), false)),
  showTabBar: act(({ chrome }) => chrome.tabs(true)),
  hideTabBar: act(({ chrome }) => chrome.tabs(false)),
  setTabBarItem: act(({ chrome, asset }, arg) => {
    const picture = (name: string) => read.text(arg, name, 500) && asset(read.text(arg, name, 500));
    chrome.tabItem(index(arg), read.text(arg, 'text', 20), picture('iconPath'), picture('selectedIconPath'));
  }),
  setTabBarStyle: act(({ chrome }, arg) =>
    chrome.tabStyle({
      color: read.colour(arg, 'color'),
      selectedColor: read.colour(arg, 'selectedColor'),
      backgroundColor: read.colour(arg, 'backgroundColor'),
    }),
  ),
};
