// On a phone a page that came over a list goes back to it with the finger, to the right: what the arrow in its head does.
// Under it the list shows already. Where the head has no arrow there is nothing to go back to.
import { go } from './navigate.ts';
import { onSwipe, type Swipe } from './swipes.ts';

const BACK_SHARE = 0.35; // of the window's width
const BACK_SPEED = 0.5; // or as fast as this, in pixels per millisecond
const ONE_PANE = matchMedia('(width < 48rem)'); // static/shell.css

onSwipe((target, side) => {
  const page = target.closest<HTMLElement>('#main');
  const back = page?.querySelector<HTMLAnchorElement>('a[data-back]');
  const isDetail = document.querySelector('.shell')?.getAttribute('data-depth') !== 'list' || noList();
  return side === 'right' && ONE_PANE.matches && page && back && isDetail ? leaving(page, back.href) : null;
});

function noList(): boolean {
  return document.querySelector('.shell')?.getAttribute('data-list') === 'no';
}

function leaving(page: HTMLElement, address: string): Swipe {
  page.dataset.swipe = 'follows';
  return {
    moved(dx) {
      page.style.translate = `${Math.max(0, dx)}px`;
    },
    ended(dx, speed) {
      const leaves = dx > 0 && speed >= 0 && (dx > BACK_SHARE * innerWidth || speed > BACK_SPEED);
      page.dataset.swipe = 'ends';
      page.style.translate = leaves ? '100%' : '0px';
      const moving = page.getAnimations().map((one) => one.finished.catch(() => null));
      void Promise.all(moving)
        .then(() => (leaves ? go(address) : undefined))
        .finally(() => {
          delete page.dataset.swipe;
          page.style.translate = '';
        });
    },
  };
}
