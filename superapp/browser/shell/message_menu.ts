// What can be done to a message: a row of reactions and a few acts, beside it on a desk, from the bottom on a phone. The
// browser's own popover closes it on Escape and on a tap elsewhere; arrows move in it.

import { html, nothing, render } from 'lit';
import { t } from '../say.ts';
import { icon } from './words.ts';

export const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '👀'];
const GAP_PX = 6;

export type Act = { label: string; mark: string; tone?: 'bad'; run(): void };

export type Reacting = { mine: string; react(emoji: string): void };

/** reacting: with a row of reactions above the acts; mine: the one that is given already, or "". */
export function openMenu(beside: HTMLElement, reacting: Reacting | null, acts: Act[]): void {
  document.querySelector('.menu')?.remove();
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', t('Message'));
  const done = (run: () => void) => () => {
    menu.hidePopover();
    run();
  };
  render(
    html`${
      reacting
        ? html`<div class="menu-reactions" role="group" aria-label=${t('React')}>
        ${REACTIONS.map((emoji) => html`<button role="menuitemradio" aria-checked=${emoji === reacting.mine} aria-label=${t('React with %(emoji)s', { emoji })} @click=${done(() => reacting.react(emoji === reacting.mine ? '' : emoji))}>${emoji}</button>`)}
      </div>`
        : nothing
    }
      ${acts.map((act) => html`<button class="menu-item" role="menuitem" data-tone=${act.tone ?? nothing} @click=${done(act.run)}>${icon(act.mark)}${act.label}</button>`)}`,
    menu,
  );
  menu.addEventListener('keydown', (event) => move(event, menu));
  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus) beside.focus();
  });
  (beside.closest('main') ?? document.body).append(menu); // a landmark, for those who go by them
  menu.showPopover();
  place(menu, beside);
  menu.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
}

/** Above or below the button, inside the window; on a phone the style sheet decides. */
function place(menu: HTMLElement, beside: HTMLElement): void {
  const at = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP_PX + height <= innerHeight;
  menu.style.setProperty('--top', `${below ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - GAP_PX - height)}px`);
  menu.style.setProperty('--left', `${Math.max(GAP_PX, Math.min(at.left, innerWidth - width - GAP_PX))}px`);
}

function move(event: KeyboardEvent, menu: HTMLElement): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (step === undefined) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const now = items.indexOf(document.activeElement as HTMLElement);
  items[(now + step + items.length) % items.length]?.focus();
}
