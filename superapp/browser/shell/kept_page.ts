// The pages that a device shows without a network (templates/offline): <sa-kept> is the list of chats, <sa-kept-chat> the
// conversation of the address, <sa-kept-programs> the programs, <sa-kept-program> the program of the address, all from what
// is kept here. Once the socket is back, the page goes on as the real one.
import { html, LitElement, nothing } from 'lit';
import { t } from '../say.ts';
import { keptPrograms } from './kept_programs.ts';
import { isLive } from './live.ts';
import { adoptPageProgram } from './program_pane.ts';
import { adoptKept, chatState, subscribe, takePage } from './store.ts';
import { avatar, icon } from './words.ts';

const LOOK_MS = 5_000;
const GIVES_WAY = '.offline-page, sa-kept-programs'; // to the page they stand for

class KeptList extends LitElement {
  static override properties = { isLoaded: { state: true } };
  declare isLoaded: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    void adoptKept(idOf(location.pathname)).then(() => {
      this.isLoaded = true;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    if (!this.isLoaded) return nothing;
    return chatState()
      ? html`<sa-chat-list current=${idOf(location.pathname)}></sa-chat-list>`
      : nothingKept(
          t('No chats are kept here'),
          t('Open them once while you are online; then they can be read without.'),
        );
  }
}

class KeptChat extends KeptList {
  protected override render() {
    if (!this.isLoaded) return nothing;
    const id = idOf(location.pathname);
    const known = chatState()?.conversations.get(id);
    const back = html`<a class="icon-button only-phone" href="/chats" aria-label=${t('Back to chats')}>${icon('arrow-left')}</a>`;
    if (!known || !chatState()?.messages.has(id)) {
      return html`<header class="pane-head">${back}<div class="pane-title"><h1>${known?.title ?? t('Chat')}</h1></div></header>${nothingKept(t('This chat is not kept here'), t('You have not opened it on this device yet. It is there when you are online.'))}`;
    }
    document.title = `${known.title} · Superapp`;
    return html`<header class="pane-head">${back}${avatar(known.title, known.peer_id, 'small', '', known.picture)}<div class="pane-title"><h1>${known.title}</h1></div></header><sa-chat conversation=${id}></sa-chat>`;
  }
}

class KeptPrograms extends LitElement {
  static override properties = { programs: { state: true } };
  declare programs: { appid: string; name: string }[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void adoptKept('').then(async () => {
      this.programs = await keptPrograms();
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    if (!this.programs) return nothing;
    if (!this.programs.length)
      return nothingKept(
        t('No programs are kept here'),
        t('Open them once while you are online; then they can be opened without.'),
      );
    return html`<ul class="program-grid">${this.programs.map(
      ({ appid, name }) =>
        html`<li><a class="program" href="/p/${appid}" data-program=${appid} data-name=${name}>${avatar(name, appid, '', 'program')}<span class="program-name">${name}</span></a></li>`,
    )}</ul>`;
  }
}

/** The stage of one program; it is opened by <sa-program> itself, from what is kept or, meanwhile, from the server. */
class KeptProgram extends KeptPrograms {
  protected override render() {
    if (!this.programs) return nothing;
    const appid = /^\/p\/(wx[0-9a-f]{16})$/.exec(location.pathname)?.[1] ?? '';
    const name = this.programs.find((one) => one.appid === appid)?.name ?? t('Program');
    document.title = `${name} · Superapp`;
    const asked = new URLSearchParams(location.search);
    return html`<h1 class="visually-hidden">${name}</h1><div class="stage"><a class="icon-button stage-close" href="/programs" aria-label=${t('Close %(name)s', { name })}>${icon('x')}</a><sa-program appid=${appid} path=${asked.get('path') ?? ''} scene=${asked.get('scene') ?? ''} data-name=${name}></sa-program></div>`;
  }

  protected override updated(): void {
    adoptPageProgram();
  }
}

function nothingKept(title: string, text: string) {
  return html`<div class="empty"><span class="empty-mark">${icon('wifi-off')}</span><h2>${title}</h2><p>${text}</p></div>`;
}

function idOf(path: string): string {
  return /^\/chats\/(cnv_[\w-]+)$/.exec(path)?.[1] ?? '';
}

/** Called when a page is shown. A stand-in for another page looks for the network and then gives way to it. */
export function lookForNetwork(): void {
  if (!document.querySelector(GIVES_WAY)) return;
  const again = async (): Promise<void> => {
    if (!document.querySelector(GIVES_WAY)) return removeEventListener('online', again);
    const reply = await fetch('/healthz', { cache: 'no-store' }).catch(() => null);
    if (reply?.ok) location.reload();
    else setTimeout(() => void again(), LOOK_MS);
  };
  addEventListener('online', again);
  setTimeout(() => void again(), LOOK_MS);
}

/** The heads and the form token of the real page take the place of the kept one's; what is being read stays. */
async function thaw(shell: HTMLElement): Promise<void> {
  shell.removeAttribute('data-kept');
  const reply = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  const page = new DOMParser().parseFromString((await reply?.text()) ?? '', 'text/html');
  const person = page.querySelector<HTMLElement>('.shell')?.dataset.person;
  if (!person) return shell.setAttribute('data-kept', '');
  shell.dataset.person = person;
  const token = 'meta[name="csrf-token"]';
  document.querySelector(token)?.setAttribute('content', page.querySelector(token)?.getAttribute('content') ?? '');
  for (const head of ['#list > .pane-head', '#main .pane-head']) {
    const [from, to] = [page.querySelector(head), document.querySelector(head)];
    if (from && to) to.replaceChildren(...from.childNodes);
  }
  takePage(page);
}

subscribe(() => {
  const shell = document.querySelector<HTMLElement>('.shell[data-kept]');
  if (shell && isLive() && chatState()) void thaw(shell);
});

customElements.define('sa-kept', KeptList);
customElements.define('sa-kept-chat', KeptChat);
customElements.define('sa-kept-programs', KeptPrograms);
customElements.define('sa-kept-program', KeptProgram);
