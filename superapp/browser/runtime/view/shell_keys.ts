// Keys of the shell, pressed while the focus is in a program: Ctrl-K (⌘K), and `?` outside of what one writes in. They are
// told to the host and go no further; every other key is the program's alone.
import type { ShellKey } from '../protocol/messages.ts';

const WRITING = 'input, textarea, select, [contenteditable]';

export function watchShellKeys(tell: (key: ShellKey) => void): void {
  document.addEventListener(
    'keydown',
    (event) => {
      const key = event.isTrusted && !event.isComposing && !event.repeat ? shellKey(event) : null;
      if (!key) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(key);
    },
    { capture: true },
  );
}

function shellKey(event: KeyboardEvent): ShellKey | null {
  if (event.altKey) return null;
  if (event.ctrlKey !== event.metaKey) return !event.shiftKey && event.key.toLowerCase() === 'k' ? 'k' : null;
  const isWriting = event.target instanceof Element && event.target.closest(WRITING) !== null;
  return event.key === '?' && !event.ctrlKey && !isWriting ? '?' : null;
}
