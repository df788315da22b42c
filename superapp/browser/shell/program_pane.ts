// Where an open program lives. On a wide desk it is a pane beside the conversation that stays while one chats; elsewhere
// it is a page of its own (/p/<appid>). The element <sa-program> itself is shell/program.ts.

import { render } from 'lit';
import { t } from '../say.ts';
import { go } from './navigate.ts';
import type { Program } from './program.ts';
import { rememberProgram } from './recent.ts';
import { icon } from './words.ts';

const WIDE = '(min-width: 70rem)';

const PLAIN_SCENE = 1001;

let openedFrom: Element | null = null;

/** Open a program where there is room; one that is open already goes to that page. path: a page inside it with its
 * query, or "". scene: how it was opened, in the platform's number. */
export function openProgram(appid: string, name: string, path = '', scene = PLAIN_SCENE): void {
  rememberProgram({ appid, name });
  const shown = [...document.querySelectorAll<Program>('#program-pane > sa-program, .stage > sa-program')];
  const open = shown.find((one) => one.getAttribute('appid') === appid && one.dataset.state === 'ready');
  if (open && open.offsetParent !== null) {
    open.enter({ path, scene, referrerInfo: {} });
    return;
  }
  const shell = document.querySelector<HTMLElement>('.shell');
  const pane = document.querySelector<HTMLElement>('#program-pane');
  // The policy of the first page loaded decides which frames this document may have.
  if (!shell || !pane || !shell.hasAttribute('data-hosts-programs') || !matchMedia(WIDE).matches) {
    const scened = scene === PLAIN_SCENE ? '' : `&scene=${scene}`;
    void go(`/p/${appid}${path || scened ? `?path=${encodeURIComponent(path)}${scened}` : ''}`);
    return;
  }
  const program = makeProgram(appid, name, path, scene);
  const close = document.createElement('button');
  close.className = 'icon-button';
  close.setAttribute('aria-label', t('Close %(name)s', { name }));
  render(icon('x'), close);
  close.addEventListener('click', closePane);
  const title = document.createElement('h2');
  title.textContent = name;
  const head = document.createElement('header');
  head.className = 'pane-head program-head';
  head.append(title, close);
  const opener = document.activeElement;
  if (!pane.contains(opener)) openedFrom = opener;
  pane.replaceChildren(head, program);
  shell.dataset.program = 'open';
  close.focus();
}

/** Whoever was in the pane goes back to where they opened it, or to the page beside it. */
export function closePane(): void {
  const shell = document.querySelector<HTMLElement>('.shell');
  const pane = document.querySelector('#program-pane');
  const now = document.activeElement;
  const hadFocus = now === document.body || (pane?.contains(now) ?? false); // a closed program has let go of it already
  pane?.replaceChildren();
  if (shell) shell.dataset.program = 'closed';
  if (!hadFocus) return;
  const there = openedFrom instanceof HTMLElement && openedFrom.isConnected ? openedFrom : null;
  (there ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

/** Look after the program of a page that was just shown: remember it, leave the page when it closes. */
export function adoptPageProgram(): void {
  const program = document.querySelector<HTMLElement>('.stage > sa-program');
  const appid = program?.getAttribute('appid');
  if (!program || !appid) return;
  rememberProgram({ appid, name: program.dataset.name ?? appid });
  whenClosed(program, () => void go('/programs'));
}

function makeProgram(appid: string, name: string, path: string, scene: number): HTMLElement {
  const program = document.createElement('sa-program');
  program.setAttribute('appid', appid);
  program.setAttribute('path', path);
  program.setAttribute('scene', String(scene));
  program.dataset.name = name;
  whenClosed(program, closePane);
  return program;
}

function whenClosed(program: HTMLElement, then: () => void): void {
  new MutationObserver(() => {
    if (program.isConnected && program.dataset.state === 'closed') then();
  }).observe(program, { attributes: true, attributeFilter: ['data-state'] });
}

// From a program to its thread, to ask about it.
document.addEventListener('program-contact', (event) => {
  const address = `/chats/${(event as CustomEvent<string>).detail}`;
  if (location.pathname === address) document.dispatchEvent(new Event('sa-contact'));
  else void go(address);
});

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-program]') : null;
  if (!link) return;
  event.preventDefault();
  const { program = '', name = '', path = '', scene } = link.dataset;
  openProgram(program, name, path, Number(scene) || PLAIN_SCENE);
});
