// The page of `superapp dev`: the program in the middle, opened anew at each build on the page it was on; its console to
// the terminal; errors over it. The server's side: superapp/dev/host.py.

import { make } from '../runtime/host/dom.ts';
import { isObject } from '../runtime/protocol/json.ts';
import type { LogLine } from '../runtime/protocol/messages.ts';
import { SESSION_HEADER } from '../runtime/protocol/server.ts';
import '../shell/program.ts';
import { type CodeFrame, Overlay, type Problem } from './overlay.ts';

type Told = { run: string; build: number; problems: Problem[] };

const APPID = 'dev';
const session = document.querySelector<HTMLMetaElement>('meta[name="dev"]')?.content ?? '';
const stage = document.querySelector('main') as HTMLElement;
const overlay = new Overlay();
document.body.append(overlay.element);
let shown = '';

const stream = new EventSource('/dev/events');
stream.onopen = () => stage.removeAttribute('data-away');
stream.onerror = () => stage.setAttribute('data-away', '');
stream.onmessage = (event) => {
  const told = JSON.parse(String(event.data)) as Told;
  // Another run of the command has another session: this page's is of no use.
  if (shown !== '' && !shown.startsWith(`${told.run}:`)) location.reload();
  else follow(told);
};

function follow({ run, build, problems }: Told): void {
  if (problems.length > 0) overlay.show(problems, 'It does not compile', false);
  else overlay.clear();
  const wanted = `${run}:${build}`;
  if (build === 0 || wanted === shown) return;
  shown = wanted;
  open(build);
}

/** On the page that is shown, or the one asked for at the start. */
function open(build: number): void {
  const before = stage.querySelector<HTMLElement>('sa-program');
  const { page, query } = before?.dataset ?? {};
  const path = page ? (query ? `${page}?${query}` : page) : (stage.dataset['path'] ?? '');
  const program = document.createElement('sa-program');
  program.setAttribute('appid', APPID);
  program.setAttribute('path', path);
  const watch = new MutationObserver(() => {
    if (program.dataset['state'] !== 'ready') return;
    watch.disconnect();
    void post('/dev/ready', { build });
  });
  watch.observe(program, { attributes: true, attributeFilter: ['data-state'] });
  program.addEventListener('program-closed', (event) => {
    // One that makes room for the next build closes too.
    if (event.target === program && program.isConnected) closed(build);
  });
  stage.replaceChildren(program);
}

function closed(build: number): void {
  const again = make('button', { class: 'button', type: 'button', click: () => open(build) }, 'Open again');
  stage.replaceChildren(make('p', { class: 'dev-closed' }, 'The program is closed. ', again));
  again.focus();
}

addEventListener('program-log', (event) => {
  void told((event as CustomEvent<LogLine>).detail);
});

async function told({ level, text, at, uncaught }: LogLine): Promise<void> {
  const answer = await post('/dev/log', { level, text, at, uncaught });
  if (!uncaught) return;
  const [message = '', ...frames] = text.replace(/^(?:component|uncaught): /, '').split(' | ');
  const frame = isObject(answer) && isObject(answer['frame']) ? (answer['frame'] as unknown as CodeFrame) : null;
  const [, file = at, line = 0, column = 0] = /^(.*?):(\d+)(?::(\d+))?$/.exec(at) ?? [];
  const problem = { file: frame?.file ?? file, line: Number(line), column: Number(column), message, frame, frames };
  overlay.add(problem, 'An error that nobody caught');
}

async function post(address: string, body: object): Promise<unknown> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SESSION_HEADER]: session },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return null; // the command has ended; the stream says so
  }
}
