// What a program is told of the device: the size of its frame, the look of the person's theme, where the capsule stands.

import type { Surroundings } from '../protocol/messages.ts';
import { NAVIGATION_PX } from './chrome.ts';

/** dark: the program says that it has dark looks; the others are always light, as on the platform. */
export function surroundingsOf(
  frame: HTMLElement,
  outer: HTMLElement,
  capsule: HTMLElement,
  dark: boolean,
): Surroundings {
  const [box, whole, button] = [
    frame.getBoundingClientRect(),
    outer.getBoundingClientRect(),
    capsule.getBoundingClientRect(),
  ];
  return {
    width: Math.round(box.width),
    height: Math.round(box.height),
    screenWidth: Math.round(whole.width),
    screenHeight: Math.round(whole.height),
    pixelRatio: devicePixelRatio,
    navigationBarHeight: NAVIGATION_PX,
    statusBarHeight: 0,
    tabBarHeight: Math.max(0, Math.round(whole.bottom - box.bottom)),
    capsule: {
      top: button.top - whole.top,
      right: button.right - whole.left,
      bottom: button.bottom - whole.top,
      left: button.left - whole.left,
      width: button.width,
      height: button.height,
    },
    theme: dark ? themeNow() : 'light',
    language: languageOf(document.documentElement.lang || navigator.language),
    userAgent: navigator.userAgent,
  };
}

export function themeNow(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls when the person changes the theme here, or the device does. Returns how to stop. */
export function watchTheme(changed: (theme: 'light' | 'dark') => void): () => void {
  let last = themeNow();
  const look = () => {
    const now = themeNow();
    if (now !== last) changed(now);
    last = now;
  };
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  media.addEventListener('change', look);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', look);
  };
}

// Programs compare with the platform's spelling: zh_CN, en.
function languageOf(tag: string): string {
  const [language = 'en', region] = tag.split('-');
  return language === 'zh'
    ? `zh_${region?.toUpperCase() === 'TW' || region?.toUpperCase() === 'HK' ? 'TW' : 'CN'}`
    : language;
}
