// What a program is told of the device: the size of its frame, the look of the person's theme, where the capsule stands,
// and what changes by itself.

import type { JsonObject } from '../protocol/json.ts';
import type { HostEvent, Surroundings } from '../protocol/messages.ts';
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

/** Of the window: the server has answered. A device may think it was on-line all the time, and a page may have begun
 * without. */
export const REACHED = 'reached';

/** Tells when the page is hidden or shown, and when the network goes or comes. Returns how to stop. */
export function watchDevice(tell: (name: HostEvent, detail: JsonObject) => unknown): () => void {
  const visibility = () => tell(document.hidden ? 'hide' : 'show', {});
  const connected = (isConnected: boolean) =>
    tell('network', { isConnected, networkType: isConnected ? 'wifi' : 'none' });
  const network = () => connected(navigator.onLine);
  const reached = () => connected(true);
  // A keyboard on the screen takes height from the page; on a device with keys a window only changes its size.
  let tallest = innerHeight;
  const size = () => {
    tallest = Math.max(tallest, innerHeight);
    const shown = visualViewport?.height ?? innerHeight;
    if (matchMedia('(pointer: coarse)').matches) tell('keyboard', { height: Math.round(Math.max(0, tallest - shown)) });
  };
  visualViewport?.addEventListener('resize', size);
  document.addEventListener('visibilitychange', visibility);
  addEventListener('online', network);
  addEventListener('offline', network);
  addEventListener(REACHED, reached);
  return () => {
    visualViewport?.removeEventListener('resize', size);
    document.removeEventListener('visibilitychange', visibility);
    removeEventListener('online', network);
    removeEventListener('offline', network);
    removeEventListener(REACHED, reached);
  };
}

// Programs compare with the platform's spelling: zh_CN, en.
function languageOf(tag: string): string {
  const [language = 'en', region] = tag.split('-');
  return language === 'zh'
    ? `zh_${['TW', 'HK', 'HANT'].includes(region?.toUpperCase() ?? '') ? 'TW' : 'CN'}`
    : language;
}
