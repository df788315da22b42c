// Keys that work everywhere in the shell, and the sheet that lists them (`?`, or "Keyboard shortcuts" under Me). Single
// letters count only outside of boxes one writes in, of open dialogs and of programs, and can be switched off on this
// device: who dictates would press them unawares. Of the keys pressed in a program's frame two come here, told by its host:
// Ctrl-K (⌘K) and `?`.

import { html, render } from 'lit';
import { t } from '../say.ts';
import { go } from './navigate.ts';
import { togglePalette } from './palette.ts';
import type { Sheet } from './sheet.ts';
import { inOrder } from './state.ts';
import { chatState } from './store.ts';
import { icon } from './words.ts';

const SECOND_KEY_MS = 1_500; // how long "g" waits for the letter of a place
const OFF = 'single-keys-off';
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const PLACES: Record<string, string> = { c: '/chats', p: '/contacts', d: '/programs', m: '/me' };
const WRITING =
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]';

let goesUntil = 0;

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || !document.querySelector('.shell')) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const [held, other] = IS_MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (held && !other && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    togglePalette();
    return;
  }
  if (document.querySelector('dialog[open]')) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    onArrow(event, target);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (target.closest(WRITING) || target.closest('sa-program, [role=menu]') || !singleKeysOn()) return;
  if (onLetter(event.key)) event.preventDefault();
});

addEventListener('program-key', (event) => {
  if ((event as CustomEvent<string>).detail === 'k') togglePalette();
  else if (!document.querySelector('dialog[open]') && singleKeysOn()) showShortcuts();
});

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-shortcuts]')) showShortcuts();
});

/** Between chats, from their composer too. On a Mac the same keys move inside a text, so only from an empty one. */
function onArrow(event: KeyboardEvent, target: Element): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || target.closest('sa-program')) return;
  const box = target.closest<HTMLTextAreaElement>(WRITING);
  if (box && (!box.closest('.composer') || (IS_MAC && box.value))) return;
  event.preventDefault();
  void goToNeighbour(step);
}

/** True when the key meant something. */
function onLetter(key: string): boolean {
  const second = performance.now() < goesUntil ? PLACES[key] : undefined;
  goesUntil = 0;
  if (second) void go(second);
  else if (key === 'g') goesUntil = performance.now() + SECOND_KEY_MS;
  else if (key === 'n') void go('/chats/new');
  else if (key === 'j' || key === 'k') void readNeighbour(key === 'j' ? 1 : -1);
  else if (key === '?') showShortcuts();
  else return false;
  return true;
}

async function goToNeighbour(step: number): Promise<boolean> {
  const state = chatState();
  const chats = state ? inOrder(state) : [];
  const at = chats.findIndex((one) => location.pathname === `/chats/${one.id}`);
  const next = at < 0 ? chats[0] : chats[at + step];
  if (next) await go(`/chats/${next.id}`);
  return next !== undefined;
}

/** The box to write in takes the focus of a chat that opens; here the next letter is a key again. */
async function readNeighbour(step: number): Promise<void> {
  if (await goToNeighbour(step)) document.getElementById('main')?.focus({ preventScroll: true });
}

function singleKeysOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

function showShortcuts(): void {
  const there = document.querySelector<Sheet>('#shortcuts');
  if (there?.isOpen) return;
  const sheet = there ?? (document.createElement('sa-sheet') as Sheet);
  if (!there) {
    sheet.id = 'shortcuts';
    sheet.setAttribute('label', t('Keyboard shortcuts'));
    document.body.append(sheet);
  }
  render(contents(), sheet.content);
  sheet.show();
}

function contents() {
  const held = IS_MAC ? '⌘' : 'Ctrl';
  const alt = IS_MAC ? '⌥' : 'Alt';
  const groups: [string, [string, string[]][]][] = [
    [
      t('Everywhere'),
      [
        [t('Find anything'), [held, 'K']],
        [t('This list'), ['?']],
        [t('Close what is open'), ['Esc']],
        [t('New chat'), ['N']],
      ],
    ],
    [
      t('Go to'),
      [
        [t('Chats'), ['G', 'C']],
        [t('Contacts'), ['G', 'P']],
        [t('Discover'), ['G', 'D']],
        [t('Me'), ['G', 'M']],
      ],
    ],
    [
      t('In chats'),
      [
        [t('Next chat'), ['J']],
        [t('Chat before'), ['K']],
        [t('Next chat, while writing'), [alt, '↓']],
        [t('Chat before, while writing'), [alt, '↑']],
        [t('Edit your last message, from an empty line'), ['↑']],
      ],
    ],
  ];
  return html`<header class="sheet-head"><h2>${t('Keyboard shortcuts')}</h2><button class="icon-button" type="button" data-closes aria-label=${t('Close')}>${icon('x')}</button></header>
    ${groups.map(([title, keys]) => html`<section class="section"><h2>${title}</h2><dl class="shortcuts">${keys.map(([what, pressed]) => html`<div><dt>${what}</dt><dd>${pressed.map((key) => html`<kbd>${key}</kbd>`)}</dd></div>`)}</dl></section>`)}
    <label class="row switch"><span class="row-text"><span class="row-title">${t('Single letters')}</span><span class="row-note">${t('On this device')}</span></span><input type="checkbox" role="switch" .checked=${singleKeysOn()} @change=${onSwitch}></label>`;
}

function onSwitch(event: Event): void {
  if ((event.target as HTMLInputElement).checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}
