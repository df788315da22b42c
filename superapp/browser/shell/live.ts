// The socket to /live: says which event was seen last, takes the rest and what follows, and comes back by itself with a
// growing pause. `online` is for people: whether what they see is up to date.
import { REACHED } from '../runtime/host/surroundings.ts';
import { forgetAll } from './kept.ts';
import { isToldHere } from './notifications.ts';
import { flush } from './outbox.ts';
import { chatState, restart, takeEvent, tell } from './store.ts';
import { heardTyping } from './typing.ts';
import { readFrame } from './validate.ts';

const PAUSE_MS = 500;
const PAUSE_MS_MAX = 20_000;
const SIGNED_OUT = 4401;
const REST_AFTER_MS = 20_000;
const LEAVING_MS = 3_000; // a form that leads away has led away by then

let socket: WebSocket | null = null;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let restTimer: ReturnType<typeof setTimeout> | undefined;
let isCaughtUp = false;
let onlineListener: ((event: Event) => void) | null = null;
let submittedAt = Number.NEGATIVE_INFINITY;

// From the first moment: a page that is left by a form while it still connects is told that it is signed out, too.
addEventListener('submit', (event) => {
  if (!event.defaultPrevented) submittedAt = performance.now();
});

/** Whether the socket is open and has told us everything. */
export function isLive(): boolean {
  return isCaughtUp;
}

/** How often connecting has failed in a row: one failure is a blink, more are worth a word. */
export function failuresInARow(): number {
  return failures;
}

export function goLive(): void {
  if (!onlineListener) {
    onlineListener = () => connect();
    addEventListener('online', onlineListener);
    document.addEventListener('visibilitychange', () => {
      clearTimeout(restTimer);
      if (document.visibilityState === 'hidden') restTimer = setTimeout(rest, REST_AFTER_MS);
      else if (!socket) connect();
    });
  }
  connect();
}

function connect(): void {
  const state = chatState();
  if (!state || socket) return;
  clearTimeout(timer);
  const opened = new WebSocket(`${location.origin.replace('http', 'ws')}/live`);
  socket = opened;
  opened.onopen = () => opened.send(JSON.stringify({ t: 'hello', after: state.lastEvent }));
  opened.onmessage = (event) => void take(opened, event.data);
  opened.onclose = (event) => {
    if (socket === opened) socket = null;
    isCaughtUp = false;
    if (event.code === SIGNED_OUT) return leave();
    failures += 1;
    tell(null);
    // Chance spreads the returns of many clients after a restart of the host.
    timer = setTimeout(connect, Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2));
  };
}

/** Nobody sees this page: where notifications are on, they tell of news, and the server must not take it for open. */
function rest(): void {
  if (!socket || !isToldHere()) return;
  socket.onclose = null;
  socket.close();
  socket = null;
  isCaughtUp = false;
}

/** Signed out elsewhere: sign in and come back. Signed out by a form of this page: the form's own answer leads on. */
function leave(): void {
  const wait = Math.max(0, submittedAt + LEAVING_MS - performance.now());
  const kept = forgetAll();
  const lead = () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  setTimeout(() => void kept.finally(lead), wait);
}

async function take(from: WebSocket, data: unknown): Promise<void> {
  const frame = readFrame(JSON.parse(String(data)));
  switch (frame.t) {
    case 'event':
      return takeEvent(frame);
    case 'typing':
      return heardTyping(frame.conversation_id, frame.person_id);
    case 'caught_up':
      failures = 0;
      isCaughtUp = true;
      tell(null);
      dispatchEvent(new Event(REACHED));
      return flush();
    case 'reset': {
      from.onclose = null;
      from.close();
      const answer = await fetch(location.pathname.startsWith('/chats') ? location.href : '/chats');
      restart(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      socket = null;
      return connect();
    }
    default:
      return frame satisfies never;
  }
}
