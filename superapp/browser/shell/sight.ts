// What of a thread is on the screen: which message is the first in sight, which the last, and where what is new begins.

export type Place = { seq: string; top: number };

/** The first message in sight, and where it stands; it is brought back there when others come and go. */
export function firstInSight(thread: HTMLElement): Place | null {
  const top = thread.getBoundingClientRect().top;
  const first = messagesOf(thread).find((one) => one.getBoundingClientRect().bottom > top);
  return first ? { seq: first.dataset.seq!, top: first.getBoundingClientRect().top } : null;
}

/** The number of the last message that is in sight to its end; 0 when none is. */
export function lastInSight(thread: HTMLElement): number {
  const bottom = thread.getBoundingClientRect().bottom + 1;
  return Number(messagesOf(thread).findLast((one) => one.getBoundingClientRect().bottom <= bottom)?.dataset.seq ?? 0);
}

/** How far the thread goes on below the screen. */
export function belowOf(thread: HTMLElement): number {
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight;
}

/** Where message `seq` begins, with the line above it that says what is new. */
export function lineAt(thread: HTMLElement, seq: number): Element | null {
  return thread.querySelector('.unread-line') ?? thread.querySelector(`[data-seq="${seq}"]`);
}

function messagesOf(thread: HTMLElement): HTMLElement[] {
  return [...thread.querySelectorAll<HTMLElement>('[data-seq]')];
}
